import type { Stall } from "../clock/stall-watch.ts";
import type { ExportedLedger } from "../history/exported-ledger.ts";
import type { Operation } from "../history/operation.ts";
import type { Probe } from "../history/probe.ts";
import type { FaultRecord } from "../faults/fault-record.ts";

export const VERDICTS = ["valid", "invalid", "unknown"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Everything a check may look at. It was recorded outside the system under test, but for the export. */
export interface Evidence {
  /** Begins the idempotency key of every payment of this run and of no other. */
  readonly keyPrefix: string;
  readonly operations: readonly Operation[];
  /** Looks at what the service does beside payments; empty for a scenario without a probe. */
  readonly probes: readonly Probe[];
  /** How many tasks the service had. */
  readonly tasks: number;
  readonly ledger: ExportedLedger;
  readonly faults: readonly FaultRecord[];
  /** Payments flowed between these instants, after a warm-up; a client gives a payment up after so many attempts. */
  readonly load: { readonly startUs: number; readonly endUs: number; readonly attemptsMax: number };
  /** When the harness itself stood still, which no system is to be blamed for. */
  readonly stalls: readonly Stall[];
  readonly objectives: Objectives;
}

export interface Objectives {
  readonly rtoMsMax: number;
  readonly rpoMsMax: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** One sentence for a person. */
  readonly summary: string;
  /** Offending items, at most a handful, and counts. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

export interface Check {
  readonly name: string;
  /** What it holds the system to. */
  readonly claim: string;
  /** A pure function. May throw; that is judged `unknown`. */
  judge(evidence: Evidence): Judgement;
}

/** Invalid beats unknown beats valid, as in Jepsen: a violation that was seen is not undone by what wasn't. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("invalid")) return "invalid";
  return verdicts.includes("unknown") || verdicts.length === 0 ? "unknown" : "valid";
}

const SAMPLE_SIZE = 10;

/** A handful of the offenders and how many there are. */
export function sample<T>(items: readonly T[]): { count: number; sample: readonly T[] } {
  return { count: items.length, sample: items.slice(0, SAMPLE_SIZE) };
}
