import type { OperationKind } from "../domain/payment-changes.ts";
import type { CaptureMethod } from "../domain/payment.ts";
import type { CardDetails } from "../domain/stored-payment-method.ts";

/** What a provider is asked for, as it was recorded before. */
export interface ProviderOperation {
  /** A UUID, and the idempotency key at the provider: the same for as long as its answer is not known. */
  readonly id: string;
  readonly merchantId: string;
  readonly paymentId: string;
  readonly kind: OperationKind;
  readonly amountMinor: number;
  readonly currency: string;
  /** Of a capture: whether the rest is to be released. */
  readonly final: boolean;
  /** Name of the provider; null for payments from before there were any. */
  readonly provider: string | null;
  /** What the provider calls the payment; null before its first charge. */
  readonly reference: string | null;
  readonly paymentMethod: string | null;
  readonly captureMethod: CaptureMethod;
  readonly description: string | null;
  readonly statementDescriptor: string | null;
  /** How often somebody began to ask, this time included. */
  readonly attempts: number;
  /** HTTP status of the merchant's answer if it succeeds. */
  readonly responseStatus: number;
}

/** What a provider said for good. */
export type ProviderOutcome =
  | { readonly kind: "succeeded"; readonly reference: string; readonly authorizedUntil: Date | null }
  | { readonly kind: "requires_action"; readonly reference: string; readonly actionUrl: string }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** The answer is not known: nothing was heard in time, or the provider has not decided. It must be asked again. */
export interface ProviderUnknown {
  readonly kind: "unknown";
  readonly cause: unknown;
}

/** What a provider says of a token; null for what is no card. */
export type PaymentMethodDescription =
  { readonly kind: "known"; readonly card: CardDetails | null } | { readonly kind: "not_found" };

export interface PaymentProvider {
  readonly name: string;
  /**
   * Does what is asked for, once per `operation.id` however often it is called. Never throws.
   * A charge without a reference ends the payment's charge before it, if there is one, and a void ends it so that it can
   * never take money; a void of what has taken all the money fails.
   */
  perform(operation: ProviderOperation, signal: AbortSignal): Promise<ProviderOutcome | ProviderUnknown>;
  /** What it knows of a token, if it can be asked. Never throws. */
  describe?(paymentMethod: string, signal: AbortSignal): Promise<PaymentMethodDescription | ProviderUnknown>;
}
