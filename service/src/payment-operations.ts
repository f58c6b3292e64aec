import type { Database } from "./postgres/database.ts";
import { createDisputeStore } from "./postgres/dispute-store.ts";
import { createOperationStore } from "./postgres/operation-store.ts";
import { findProviderReference } from "./postgres/provider-references.ts";
import { SimulatorDisputes } from "./providers/simulator/disputes.ts";
import { SimulatorLedger } from "./providers/simulator/ledger.ts";
import { createSimulator, SIMULATOR } from "./providers/simulator/simulator.ts";
import { SimulatorWebhooks } from "./providers/simulator/webhooks.ts";
import { renderFailure } from "./http/render-failure.ts";
import type { CardholderActions } from "./usecases/complete-action.ts";
import type { DisputeDependencies, DisputeProvider } from "./usecases/dispute-ports.ts";
import type { PaymentProvider } from "./usecases/payment-provider.ts";
import type { OperationDependencies } from "./usecases/perform-operation.ts";

export interface PaymentOperations extends OperationDependencies, DisputeDependencies {
  readonly cardholderActions: CardholderActions;
}

export interface ProviderOptions {
  /** For one answer of a provider; after that the outcome is unknown. */
  readonly timeoutMs: number;
  /** Beside the simulator. */
  readonly other?: PaymentProvider | undefined;
  readonly otherDisputes?: DisputeProvider | undefined;
  /** Whether new payments go to the other one; those that began with the simulator stay with it. */
  readonly otherTakesNew?: boolean;
}

/** Payments with their providers, in the order in which they are wired. */
export function createPaymentOperations(database: Database, options: ProviderOptions): PaymentOperations {
  const ledger = new SimulatorLedger(database);
  const webhooks = new SimulatorWebhooks(database);
  const disputes = new SimulatorDisputes(database, webhooks);
  const simulator = createSimulator({ ledger, webhooks, disputes });
  const { other, otherDisputes } = options;
  return {
    operations: createOperationStore(database),
    provider: other && options.otherTakesNew ? other : simulator,
    providers: new Map((other ? [simulator, other] : [simulator]).map((each) => [each.name, each])),
    disputes: createDisputeStore(database),
    disputeProviders: new Map<string, DisputeProvider>([
      [SIMULATOR, disputes],
      ...(other && otherDisputes ? [[other.name, otherDisputes] as const] : []),
    ]),
    timeoutMs: options.timeoutMs,
    renderFailure,
    cardholderActions: {
      complete: async (merchantId, paymentId, succeeds) => {
        const reference = await findProviderReference(database, merchantId, paymentId);
        return reference === undefined ? undefined : reference !== null && ledger.completeAction(reference, succeeds);
      },
    },
  };
}
