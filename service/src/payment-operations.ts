import type { Database } from "./postgres/database.ts";
import { createOperationStore } from "./postgres/operation-store.ts";
import { findProviderReference } from "./postgres/provider-references.ts";
import { SimulatorLedger } from "./providers/simulator/ledger.ts";
import { createSimulator } from "./providers/simulator/simulator.ts";
import { SimulatorWebhooks } from "./providers/simulator/webhooks.ts";
import { renderFailure } from "./http/render-failure.ts";
import type { CardholderActions } from "./usecases/complete-action.ts";
import type { PaymentProvider } from "./usecases/payment-provider.ts";
import type { OperationDependencies } from "./usecases/perform-operation.ts";

export interface PaymentOperations extends OperationDependencies {
  readonly cardholderActions: CardholderActions;
}

export interface ProviderOptions {
  /** For one answer of a provider; after that the outcome is unknown. */
  readonly timeoutMs: number;
  /** Beside the simulator. */
  readonly other?: PaymentProvider | undefined;
  /** Whether new payments go to the other one; those that began with the simulator stay with it. */
  readonly otherTakesNew?: boolean;
}

/** Payments with their providers, in the order in which they are wired. */
export function createPaymentOperations(database: Database, options: ProviderOptions): PaymentOperations {
  const ledger = new SimulatorLedger(database);
  const simulator = createSimulator(ledger, new SimulatorWebhooks(database));
  const { other } = options;
  return {
    operations: createOperationStore(database),
    provider: other && options.otherTakesNew ? other : simulator,
    providers: new Map((other ? [simulator, other] : [simulator]).map((each) => [each.name, each])),
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
