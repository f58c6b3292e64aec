import { z } from "zod";
import { CAPTURE_METHODS, isFinal, PAYMENT_STATUSES, type Payment } from "../domain/payment.ts";
import type { PaymentStore } from "../usecases/ports.ts";
import type { RedisLink } from "./redis-link.ts";

const KEPT_SECONDS = 3_600;

const time = z.iso.datetime().transform((text) => new Date(text));

/** Whatever another release wrote is none. */
const cachedPayment = z.strictObject({
  id: z.string(),
  merchantId: z.string(),
  status: z.enum(PAYMENT_STATUSES),
  captureMethod: z.enum(CAPTURE_METHODS),
  amountMinor: z.int(),
  currency: z.string(),
  description: z.string().nullable(),
  capturedMinor: z.int(),
  refundedMinor: z.int(),
  createdAt: time,
  paymentMethod: z.string().nullable(),
  statementDescriptor: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  actionUrl: z.string().nullable(),
  lastError: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  authorizedUntil: time.nullable(),
  customerId: z.string().nullable(),
  paymentMethodId: z.string().nullable(),
});

/**
 * Reads of payments that can't change any more come from Redis. Only of those: what is kept is then right for ever,
 * whatever is lost or late in Redis, and no write has to wait for Redis to forget what it kept.
 */
export function cacheFinalPayments(payments: PaymentStore, redis: RedisLink): PaymentStore {
  return {
    ...payments,
    find: async (merchantId, paymentId) => {
      const key = `payment:${merchantId}:${paymentId}`;
      const kept = await redis.attempt("GET", (client) => client.get(key));
      const known = kept?.value ? parse(kept.value) : undefined;
      if (known && known.merchantId === merchantId && known.id === paymentId) return known;
      const payment = await payments.find(merchantId, paymentId);
      if (payment && isFinal(payment)) {
        void redis.attempt("SET", (client) => client.set(key, JSON.stringify(payment), "EX", KEPT_SECONDS));
      }
      return payment;
    },
  };
}

function parse(text: string): Payment | undefined {
  try {
    return cachedPayment.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
