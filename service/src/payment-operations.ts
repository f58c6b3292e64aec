import type { Database } from "./postgres/database.ts";
import { createOperationStore } from "./postgres/operation-store.ts";
import { findProviderReference } from "./postgres/provider-references.ts";
import { SimulatorLedger } from "./providers/simulator/ledger.ts";
import { createSimulator } from "./providers/simulator/simulator.ts";
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
  /** Takes new payments in place of the simulator, which goes on with its own. */
  readonly provider?: PaymentProvider;
}

/** Payments with their providers, in the order in which they are wired. */
export function createPaymentOperations(database: Database, options: ProviderOptions): PaymentOperations {
  const ledger = new SimulatorLedger(database);
  const simulator = createSimulator(ledger);
  const provider = options.provider ?? simulator;
  return {
    operations: createOperationStore(database),
    provider,
    providers: new Map([simulator, provider].map((each) => [each.name, each])),
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
