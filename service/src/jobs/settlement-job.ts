import { settleDue } from "../usecases/settle-due.ts";
import type { SettlementStore } from "../usecases/settlement-ports.ts";
import type { Job } from "./job.ts";

const INTERVAL_MS = 60_000;

/** Makes available every day what was pending long enough. */
export function settlementJob(store: SettlementStore, delayDays: number): Job {
  return {
    name: "settlement",
    intervalMs: INTERVAL_MS,
    run: (stopping) => settleDue(store, { now: new Date(), delayDays, stopping }),
  };
}
