import type { ProviderWebhookDependencies } from "../usecases/provider-webhook-ports.ts";
import { handleProviderWebhook } from "../usecases/receive-provider-webhook.ts";
import type { Job } from "./job.ts";
import { takeInTurn } from "./take-in-turn.ts";

const INTERVAL_MS = 5_000;

/** Acts on what providers told and nobody could act on then. */
export function providerWebhookJob(dependencies: ProviderWebhookDependencies, patienceMs?: number): Job {
  const providers = Object.keys(dependencies.handlers);
  return {
    name: "provider webhooks",
    intervalMs: INTERVAL_MS,
    run: (stopping) =>
      takeInTurn(
        (take) => dependencies.store.take(providers, take),
        async (webhook) => void (await handleProviderWebhook(dependencies, webhook)),
        { patienceMs, stopping },
      ),
  };
}
