import { BackendTerminatedError, ConnectionError } from "slonik";
import { UnsettledAttempt } from "./unsettled-attempt.ts";

/**
 * `lost`: the server or the way to it is gone, or it is no primary; a statement in flight may or may not be committed.
 * `conflict`: rolled back by the server in favour of another transaction, or waiting for one; worth repeating.
 * `timeout`: rolled back by the server because it took too long.
 * `defect`: anything else; repeating it would not help.
 */
export type Failure = "lost" | "conflict" | "timeout" | "defect";

/** SQLSTATEs, https://www.postgresql.org/docs/17/errcodes-appendix.html. */
const LOST = new Set([
  "25006", // read-only: connected to a standby, or to a primary that was one a moment ago
  "53300", // too many connections: reconnecting after a failover, the old ones are not gone yet
  "57P01", // terminated by an administrator
  "57P02", // crash of another backend
  "57P03", // starting up, shutting down or recovering
  "57P05", // idle session timeout
  "25P03", // idle in transaction timeout
]);
const CONFLICT = new Set(["40001", "40P01"]);
const TIMEOUT = new Set(["57014", "55P03"]);

/** slonik's own answers when a connection dies between being chosen and being used. */
const LOST_BETWEEN = /^Client is (destroyed|pending destroy)/;

export function classifyFailure(error: unknown): Failure {
  if (error instanceof BackendTerminatedError || error instanceof ConnectionError) return "lost";
  if (error instanceof UnsettledAttempt) return "conflict";
  if (!(error instanceof Error)) return "defect";
  if (LOST_BETWEEN.test(error.message)) return "lost";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (LOST.has(code) || code.startsWith("08")) return "lost";
  if (CONFLICT.has(code)) return "conflict";
  return TIMEOUT.has(code) ? "timeout" : "defect";
}
