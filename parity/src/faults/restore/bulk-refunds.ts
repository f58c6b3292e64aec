import type { PaymentClient } from "../../clients/payment-client.ts";
import type { Random } from "../../generators/random.ts";
import type { History } from "../../history/history.ts";
import { ParityError } from "../../errors.ts";

const REFUNDS = 30;
const ATTEMPTS_MAX = 20;

/**
 * A bad release at work: it refunds payments that nobody asked to refund, each a legitimate request. Gives the ids of those
 * whose refund was acknowledged.
 */
export async function bulkRefunds(
  client: PaymentClient,
  history: History,
  random: Random,
  keyPrefix: string,
): Promise<string[]> {
  const ids = history.operations.flatMap(({ outcome, paymentId, replayed }) =>
    outcome === "ok" && !replayed && paymentId !== null ? [paymentId] : [],
  );
  const chosen = new Set(
    Array.from({ length: Math.min(REFUNDS, ids.length) }, () => ids[random.integer(0, ids.length - 1)]!),
  );
  const refunded: string[] = [];
  for (const id of chosen) {
    for (let left = ATTEMPTS_MAX; left > 0; left--) {
      const { outcome, retryable } = await client.refund(id, `${keyPrefix}bulk-refund-${id}`);
      if (outcome === "ok") refunded.push(id);
      if (!retryable) break;
    }
  }
  if (refunded.length > 0) return refunded;
  throw new ParityError("TargetUnavailable", "None of the refunds that were to do damage was acknowledged.");
}
