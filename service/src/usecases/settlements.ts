import { ServiceError } from "../domain/errors.ts";
import { settlementId, type Settlement } from "../domain/settlement.ts";
import type { SettlementStore } from "./settlement-ports.ts";

/** Throws `settlement_not_found`. */
export async function getSettlement(store: SettlementStore, merchantId: string, publicId: string): Promise<Settlement> {
  const id = settlementId.parse(publicId);
  const settlement = id === undefined ? undefined : await store.find(merchantId, id);
  if (!settlement) throw settlementNotFound();
  return settlement;
}

/** The same error for another merchant's settlement and for what is no settlement id. */
export function settlementNotFound(): ServiceError {
  return new ServiceError("settlement_not_found", "There is no settlement with this id; check the id.", {
    param: "id",
  });
}
