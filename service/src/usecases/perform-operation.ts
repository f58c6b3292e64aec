import { ServiceError } from "../domain/errors.ts";
import type { StoredAnswer } from "../domain/idempotency.ts";
import { OPERATION_ENTRIES } from "../domain/payment-changes.ts";
import type { OperationStore } from "./operation-store.ts";
import type { PaymentProvider, ProviderOperation, ProviderOutcome, ProviderUnknown } from "./payment-provider.ts";

export interface OperationDependencies {
  readonly operations: OperationStore;
  /** The one that new charges go to. */
  readonly provider: PaymentProvider;
  /** By name; payments stay with the provider that they began with. */
  readonly providers: ReadonlyMap<string, PaymentProvider>;
  readonly timeoutMs: number;
  /** The answer to the merchant when a provider refused for good. */
  readonly renderFailure: (operation: ProviderOperation, failure: ProviderFailure) => string;
}

export type ProviderFailure = Extract<ProviderOutcome, { kind: "failed" }>;

const LEASE_MARGIN_MS = 1_000;

/** Longer than a provider may take, so that nobody asks it while another does. */
export function leaseMs({ timeoutMs }: Pick<OperationDependencies, "timeoutMs">): number {
  return timeoutMs + LEASE_MARGIN_MS;
}

/**
 * Asks the provider and records what it says, with no transaction open meanwhile. Undefined if the provider's answer is
 * not known: the operation then stays as it is, and whoever takes it up next asks under the same key.
 * Throws `database_unavailable`, `overloaded`; the operation stays as it is then, too.
 */
export async function performOperation(
  deps: OperationDependencies,
  operation: ProviderOperation,
): Promise<{ readonly answer: StoredAnswer | null } | undefined> {
  const outcome = await ask(deps, operation);
  if (outcome.kind === "unknown") return undefined;
  const answer = await deps.operations.settle({
    operation,
    outcome,
    entry: OPERATION_ENTRIES[operation.kind],
    failureBody: outcome.kind === "failed" ? deps.renderFailure(operation, outcome) : null,
    at: new Date(),
  });
  return { answer };
}

async function ask(
  { providers, timeoutMs }: OperationDependencies,
  operation: ProviderOperation,
): Promise<ProviderOutcome | ProviderUnknown> {
  // Taken before there were providers: nobody but our own books knows of it.
  if (operation.provider === null) return { kind: "succeeded", reference: operation.paymentId, authorizedUntil: null };
  const provider = providers.get(operation.provider);
  if (!provider) return { kind: "unknown", cause: `the provider ${operation.provider} is not configured` };
  return provider.perform(operation, AbortSignal.timeout(timeoutMs));
}

export function providerUnavailable(): ServiceError {
  return new ServiceError(
    "provider_unavailable",
    "The payment provider did not answer in time, so the outcome is unknown; repeat the request with the same Idempotency-Key.",
    { retryAfterSeconds: 1 },
  );
}
