import { ServiceError } from "../domain/errors.ts";
import { payoutId, type Payout } from "../domain/payout.ts";
import type { PayoutStore } from "./payout-ports.ts";

/** Throws `payout_not_found`. */
export async function getPayout(payouts: PayoutStore, merchantId: string, publicId: string): Promise<Payout> {
  const id = payoutId.parse(publicId);
  const payout = id === undefined ? undefined : await payouts.find(merchantId, id);
  if (!payout) throw payoutNotFound();
  return payout;
}

/** Canceling again changes nothing. Throws `payout_not_found`, `payout_state_invalid`. */
export async function cancelPayout(payouts: PayoutStore, merchantId: string, publicId: string): Promise<Payout> {
  const id = payoutId.parse(publicId);
  const status = id === undefined ? undefined : await payouts.cancel(merchantId, id, new Date());
  if (status === undefined) throw payoutNotFound();
  if (status !== "canceled") {
    throw new ServiceError(
      "payout_state_invalid",
      `The payout has the status ${status}; only one with the status pending can be canceled.`,
      { param: "id" },
    );
  }
  return getPayout(payouts, merchantId, publicId);
}

/** The same error for another merchant's payout and for what is no payout id. */
function payoutNotFound(): ServiceError {
  return new ServiceError("payout_not_found", "There is no payout with this id; check the id.", { param: "id" });
}
