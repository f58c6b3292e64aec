import type { Bank, PayoutStore } from "../usecases/payout-ports.ts";
import { sendPayouts } from "../usecases/send-payouts.ts";
import type { Job } from "./job.ts";

const INTERVAL_MS = 1_000;

/** Sends payouts to the bank. */
export function payoutJob(payouts: PayoutStore, bank: Bank): Job {
  return { name: "payouts", intervalMs: INTERVAL_MS, run: () => sendPayouts(payouts, bank) };
}
