import type { Money } from "./money.ts";

/** As Stripe's. What may follow what is in `payment-transitions.ts`; refunds leave a payment `succeeded`. */
export const PAYMENT_STATUSES = [
  "requires_payment_method",
  "requires_confirmation",
  "requires_action",
  "processing",
  "requires_capture",
  "succeeded",
  "canceled",
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** `automatic`: with the authorization; `manual`: by requests of its own. */
export const CAPTURE_METHODS = ["automatic", "manual"] as const;
export type CaptureMethod = (typeof CAPTURE_METHODS)[number];

/** Why the provider refused, for a program and for a person. */
export interface PaymentError {
  readonly code: string;
  readonly message: string;
}

export interface PaymentTerms extends Money {
  readonly captureMethod: CaptureMethod;
  readonly description: string | null;
  /** On the cardholder's bill. */
  readonly statementDescriptor: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Payment extends PaymentTerms {
  readonly id: string;
  readonly merchantId: string;
  readonly status: PaymentStatus;
  /** A provider's token, never a card number. */
  readonly paymentMethod: string | null;
  /** Whose payment it is: the UUID of a `Customer`. */
  readonly customerId: string | null;
  /** The customer's method whose token it is made with: the UUID of a `StoredPaymentMethod`. */
  readonly paymentMethodId: string | null;
  /** At most `amountMinor`; what is not captured is released by the last capture. */
  readonly capturedMinor: number;
  /** At most `capturedMinor`. */
  readonly refundedMinor: number;
  /** Where the cardholder proves who they are; with `requires_action`. */
  readonly actionUrl: string | null;
  /** Of the last attempt to charge. */
  readonly lastError: PaymentError | null;
  /** When the provider releases what is authorized and not captured by then. */
  readonly authorizedUntil: Date | null;
  readonly createdAt: Date;
}

/** The status that a payment begins with. */
export function initialStatus(paymentMethod: string | null, confirm: boolean): PaymentStatus {
  if (paymentMethod === null) return "requires_payment_method";
  return confirm ? "processing" : "requires_confirmation";
}

/** Nothing can change it any more: the authorization is released, or all that was captured is given back. */
export function isFinal({ status, capturedMinor, refundedMinor }: Payment): boolean {
  return status === "canceled" || (status === "succeeded" && capturedMinor === refundedMinor);
}
