import { z } from "zod";
import type { ProviderWebhookHandler } from "../../usecases/provider-webhook-ports.ts";
import type { DisputeNews } from "../../usecases/track-dispute.ts";
import { SIMULATOR } from "./simulator.ts";

/** What the simulated provider tells of a payment or a dispute: whose it is, and nothing to be believed. */
const event = z.object({
  data: z.object({ merchantId: z.uuid(), paymentId: z.uuid(), dispute: z.string().optional() }),
});

/** Asks the simulator what became of the payment or the dispute that it tells of. */
export function simulatorWebhookHandler(
  settle: (merchantId: string, paymentId: string) => Promise<void>,
  track: (news: DisputeNews) => Promise<void>,
): ProviderWebhookHandler {
  return async ({ payload }) => {
    const { merchantId, paymentId, dispute } = event.parse(JSON.parse(payload)).data;
    if (dispute === undefined) await settle(merchantId, paymentId);
    else await track({ provider: SIMULATOR, reference: dispute, merchantId, paymentId });
  };
}
