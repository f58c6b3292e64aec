import type { Login } from "../../runtimes/process/postgres/admin-connection.ts";

/** One attempt to commit. */
export interface Sample {
  /** When it began, in milliseconds since the epoch with fractions. */
  readonly atMs: number;
  /** Until it was answered or given up. */
  readonly tookMs: number;
  /** `unknown`: no answer in time, or the connection broke under the commit, which may have happened all the same. */
  readonly outcome: "ok" | "failed" | "unknown";
  /** What PostgreSQL or the network said. */
  readonly error?: string;
}

export interface ProbeSettings {
  readonly login: Login;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}
