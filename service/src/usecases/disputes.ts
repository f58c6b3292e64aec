import { disputeId, type Dispute } from "../domain/dispute.ts";
import { ServiceError } from "../domain/errors.ts";
import type { DisputeStore } from "./dispute-ports.ts";

/** Throws `dispute_not_found`: the same error for another merchant's dispute and for what is no dispute id. */
export async function getDispute(disputes: DisputeStore, merchantId: string, publicId: string): Promise<Dispute> {
  const id = disputeId.parse(publicId);
  const dispute = id === undefined ? undefined : await disputes.find(merchantId, id);
  if (!dispute) {
    throw new ServiceError("dispute_not_found", "There is no dispute with this id; check the id.", { param: "id" });
  }
  return dispute;
}
