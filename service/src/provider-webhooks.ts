import { randomBytes } from "node:crypto";
import type Stripe from "stripe";
import type { Job } from "./jobs/job.ts";
import { providerWebhookJob } from "./jobs/provider-webhook-job.ts";
import { simulatorWebhookJob } from "./jobs/simulator-webhook-job.ts";
import type { PaymentOperations } from "./payment-operations.ts";
import type { Database } from "./postgres/database.ts";
import { createProviderWebhookStore } from "./postgres/provider-webhook-store.ts";
import { SIMULATOR } from "./providers/simulator/simulator.ts";
import { simulatorWebhookHandler } from "./providers/simulator/webhook-handler.ts";
import { SimulatorWebhooks } from "./providers/simulator/webhooks.ts";
import { STRIPE } from "./providers/stripe/stripe.ts";
import { stripeWebhookHandler } from "./providers/stripe/webhook-handler.ts";
import type { ProviderWebhookDependencies } from "./usecases/provider-webhook-ports.ts";
import { settlePending } from "./usecases/settle-pending.ts";
import { trackDispute, type DisputeNews } from "./usecases/track-dispute.ts";

export interface ProviderWebhooks {
  readonly dependencies: ProviderWebhookDependencies;
  readonly jobs: readonly Job[];
}

export interface ProviderWebhookOptions {
  /** Undefined if Stripe is not configured: what it tells is recorded then and not acted on. */
  readonly stripe: Stripe | undefined;
  readonly stripeSecrets: readonly string[];
}

/** What providers tell, and what is done about it. */
export function createProviderWebhooks(
  database: Database,
  operations: PaymentOperations,
  { stripe, stripeSecrets }: ProviderWebhookOptions,
): ProviderWebhooks {
  const settle = (merchantId: string, paymentId: string): Promise<void> =>
    settlePending(operations, merchantId, paymentId);
  const track = (news: DisputeNews): Promise<void> => trackDispute(operations, news);
  // The simulator sends from within each task, so nobody else needs to know its secret.
  const secret = randomBytes(32).toString("hex");
  const { timeoutMs } = operations;
  const dependencies = {
    store: createProviderWebhookStore(database),
    secrets: { [STRIPE]: stripeSecrets, [SIMULATOR]: [secret] },
    handlers: {
      [SIMULATOR]: simulatorWebhookHandler(settle, track),
      ...(stripe && { [STRIPE]: stripeWebhookHandler({ stripe, timeoutMs, settle, track }) }),
    },
  };
  const simulator = simulatorWebhookJob(new SimulatorWebhooks(database), dependencies, { provider: SIMULATOR, secret });
  return { dependencies, jobs: [providerWebhookJob(dependencies), simulator] };
}
