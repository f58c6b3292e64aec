import { z } from "zod";
import type { ProviderWebhookHandler } from "../../usecases/provider-webhook-ports.ts";

/** What the simulated provider tells of a payment: whose it is, and nothing to be believed. */
const event = z.object({ data: z.object({ merchantId: z.uuid(), paymentId: z.uuid() }) });

/** Asks the simulator what became of the payment that it tells of. */
export function simulatorWebhookHandler(
  settle: (merchantId: string, paymentId: string) => Promise<void>,
): ProviderWebhookHandler {
  return async ({ payload }) => {
    const { data } = event.parse(JSON.parse(payload));
    await settle(data.merchantId, data.paymentId);
  };
}
