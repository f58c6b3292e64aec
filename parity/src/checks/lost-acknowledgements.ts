import type { Operation } from "../history/operation.ts";
import type { Evidence } from "./check.ts";

/** A payment counts as survived if the ledger holds the acknowledged id under the acknowledged key. */
export function lostAcknowledgements({ operations, ledger }: Pick<Evidence, "operations" | "ledger">): Operation[] {
  const idsByKey = Map.groupBy(ledger.payments, (payment) => payment.idempotencyKey);
  const lost = new Map<string, Operation>();
  for (const operation of operations) {
    if (operation.outcome !== "ok") continue;
    const held = idsByKey.get(operation.key) ?? [];
    const survived =
      operation.paymentId === null ? held.length > 0 : held.some((payment) => payment.id === operation.paymentId);
    const name = `${operation.key} ${operation.paymentId}`;
    if (!survived && !lost.has(name)) lost.set(name, operation);
  }
  return [...lost.values()];
}
