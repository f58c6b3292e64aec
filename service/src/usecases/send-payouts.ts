import type { Bank, PayoutStore } from "./payout-ports.ts";

const TAKEN_MAX = 20;
/** Longer than a bank may take to answer; then another task asks again, under the same id. */
const LEASE_MS = 30_000;

/** Sends what is due and asks again about what is not decided. Gives true if more may be due. Safe in several tasks. */
export async function sendPayouts(
  payouts: PayoutStore,
  bank: Bank,
  at = new Date(),
  leaseMs = LEASE_MS,
): Promise<boolean> {
  const taken = await payouts.take({ at, leaseMs, limit: TAKEN_MAX });
  await Promise.all(
    taken.map(async (payout) => {
      const answer = await bank.pay(payout);
      if (answer.kind === "paid") await payouts.end(payout, null, new Date());
      if (answer.kind === "failed") await payouts.end(payout, answer.code, new Date());
    }),
  );
  return taken.length === TAKEN_MAX;
}
