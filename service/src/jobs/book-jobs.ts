import type { Books } from "../usecases/ledger-ports.ts";
import type { Bank } from "../usecases/payout-ports.ts";
import type { Job } from "./job.ts";
import { payoutJob } from "./payout-job.ts";
import { settlementJob } from "./settlement-job.ts";

export interface BookJobSettings {
  /** Whole days after a payment's own until it is settled. */
  readonly SETTLEMENT_DELAY_DAYS: number;
}

/** What moves merchants' money without being asked. */
export function bookJobs(
  { settlements, payouts }: Books,
  bank: Bank,
  { SETTLEMENT_DELAY_DAYS }: BookJobSettings,
): readonly Job[] {
  return [settlementJob(settlements, SETTLEMENT_DELAY_DAYS), payoutJob(payouts, bank)];
}
