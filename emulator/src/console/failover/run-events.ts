import type { Sample } from "../probe/probe-messages.ts";
import type { Outage } from "./outage.ts";

/** What a failover run tells, in order. Times are milliseconds since the epoch. */
export type RunEvent =
  | { readonly kind: "sample"; readonly sample: Sample }
  | { readonly kind: "mark"; readonly atMs: number; readonly what: "requested" | "accepted" | "available" }
  | { readonly kind: "ended"; readonly result: RunResult };

export interface RunResult {
  /** Why the run could not be carried out, in a sentence; undefined when it was. */
  readonly error?: string;
  readonly outage?: Outage;
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  /** Zone of the primary before and after. */
  readonly zoneBefore?: string;
  readonly zoneAfter?: string;
}
