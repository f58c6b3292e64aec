import { signWebhook } from "../domain/webhook-signature.ts";
import type { SimulatorWebhooks } from "../providers/simulator/webhooks.ts";
import { receiveProviderWebhook } from "../usecases/receive-provider-webhook.ts";
import type { ProviderWebhookDependencies } from "../usecases/provider-webhook-ports.ts";
import type { Job } from "./job.ts";
import { takeInTurn } from "./take-in-turn.ts";

const INTERVAL_MS = 1_000;

/** The simulated provider's own: sends what is due, signed, the way that every provider's webhooks are received. */
export function simulatorWebhookJob(
  webhooks: SimulatorWebhooks,
  dependencies: ProviderWebhookDependencies,
  { provider, secret }: { readonly provider: string; readonly secret: string },
): Job {
  return {
    name: "simulator webhooks",
    intervalMs: INTERVAL_MS,
    run: (stopping) =>
      takeInTurn(
        ({ leaseMs }) => webhooks.take(leaseMs),
        async ({ id, body, copies }) => {
          const signature = signWebhook(body, [secret], new Date());
          const sending = { provider, signature, body };
          await Promise.all(Array.from({ length: copies }, () => receiveProviderWebhook(dependencies, sending)));
          await webhooks.markSent(id);
        },
        { stopping },
      ),
  };
}
