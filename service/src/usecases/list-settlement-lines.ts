import { ServiceError } from "../domain/errors.ts";
import { settlementId, type SettlementLine } from "../domain/settlement.ts";
import type { Paged, PageQuery } from "./page.ts";
import type { LinePage, SettlementStore } from "./settlement-ports.ts";
import { settlementNotFound } from "./settlements.ts";

const CURSOR = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (\d{1,5})$/;
const SEQUENCE_MAX = 32_767;

/** Throws `settlement_not_found`, `cursor_invalid`. */
export async function listSettlementLines(
  store: SettlementStore,
  merchantId: string,
  publicId: string,
  { limit, cursor }: PageQuery,
): Promise<Paged<SettlementLine>> {
  const id = settlementId.parse(publicId);
  if (id === undefined) throw settlementNotFound();
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const found = await store.lines(merchantId, id, { limit: limit + 1, after });
  if (!found) throw settlementNotFound();
  const data = found.slice(0, limit);
  const last = data.at(-1);
  const nextCursor = found.length > limit && last ? `${last.paymentId} ${last.sequence}` : null;
  return { data, nextCursor: nextCursor && Buffer.from(nextCursor).toString("base64url") };
}

function decodeCursor(cursor: string): LinePage["after"] {
  const [, paymentId, sequence] = CURSOR.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (paymentId === undefined || Number(sequence) > SEQUENCE_MAX) {
    throw new ServiceError("cursor_invalid", "The cursor is not one that a list gave; start without a cursor.", {
      param: "cursor",
    });
  }
  return { paymentId, sequence: Number(sequence) };
}
