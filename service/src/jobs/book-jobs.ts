import type { Books } from "../usecases/ledger-ports.ts";
import type { Job } from "./job.ts";
import { settlementJob } from "./settlement-job.ts";

export interface BookJobSettings {
  /** Whole days after a payment's own until it is settled. */
  readonly SETTLEMENT_DELAY_DAYS: number;
}

/** What moves merchants' money without being asked. */
export function bookJobs({ settlements }: Books, { SETTLEMENT_DELAY_DAYS }: BookJobSettings): readonly Job[] {
  return [settlementJob(settlements, SETTLEMENT_DELAY_DAYS)];
}
