import type Stripe from "stripe";
import type { ProviderOperation } from "../../usecases/payment-provider.ts";
import type { Asking } from "./asking.ts";
import { failed, unknown, type StripeOutcome } from "./outcomes.ts";

/** As many as a payment has at most. */
const REFUNDS_MAX = 100;

/** Refunds, once per operation: one that may have been made before is looked for first, since Stripe forgets keys. */
export async function refund(asking: Asking, operation: ProviderOperation, amount: number): Promise<StripeOutcome> {
  const { id, merchantId, paymentId, reference } = operation;
  if (reference === null) return failed("resource_missing");
  const made = operation.attempts > 1 ? await refundOf(asking, reference, id) : undefined;
  return outcomeOfRefund(
    reference,
    made ??
      (await asking.ask((stripe) =>
        stripe.refunds.create(
          {
            payment_intent: reference,
            amount,
            metadata: { operation_id: id, merchant_id: merchantId, payment_id: paymentId },
          },
          { idempotencyKey: id },
        ),
      )),
  );
}

async function refundOf(asking: Asking, reference: string, id: string): Promise<Stripe.Refund | undefined> {
  const { data } = await asking.ask((stripe) => stripe.refunds.list({ payment_intent: reference, limit: REFUNDS_MAX }));
  return data.find(({ metadata }) => metadata?.operation_id === id);
}

function outcomeOfRefund(reference: string, { status, failure_reason: reason }: Stripe.Refund): StripeOutcome {
  if (status === "succeeded") return { kind: "succeeded", reference, authorizedUntil: null };
  if (status === "failed" || status === "canceled") return failed(reason ?? "refund_failed");
  return unknown(`the refund is ${status}`);
}
