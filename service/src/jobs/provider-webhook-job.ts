import type { ProviderWebhookDependencies } from "../usecases/provider-webhook-ports.ts";
import { handleProviderWebhook } from "../usecases/receive-provider-webhook.ts";
import type { Job } from "./job.ts";

const INTERVAL_MS = 5_000;
/** Whoever received it is acting on it until then. */
const PATIENCE_MS = 10_000;
const BATCH = 20;

/** Acts on what providers told and nobody could act on then. */
export function providerWebhookJob(dependencies: ProviderWebhookDependencies, patienceMs = PATIENCE_MS): Job {
  return {
    name: "provider webhooks",
    intervalMs: INTERVAL_MS,
    run: async () => {
      const before = new Date(Date.now() - patienceMs);
      const providers = Object.keys(dependencies.handlers);
      for (const webhook of await dependencies.store.unhandled(providers, before, BATCH)) {
        await handleProviderWebhook(dependencies, webhook);
      }
    },
  };
}
