import type { Customer } from "../domain/customer.ts";
import type { StoredAnswer } from "../domain/idempotency.ts";
import type { CardDetails, StoredPaymentMethod } from "../domain/stored-payment-method.ts";
import type { Page } from "./page.ts";

/** A write under an idempotency key. */
interface Keyed {
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly answerStatus: number;
}

export interface NewCustomer extends Keyed {
  /** A UUID. */
  readonly id: string;
  readonly merchantId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly at: Date;
}

export interface NewPaymentMethod extends Keyed {
  /** A UUID. */
  readonly id: string;
  readonly merchantId: string;
  readonly customerId: string;
  readonly provider: string;
  readonly paymentMethod: string;
  readonly card: CardDetails | null;
  readonly at: Date;
}

type KeyOutcome =
  { readonly kind: "done" | "replayed"; readonly answer: StoredAnswer } | { readonly kind: "key_reused" | "in_flight" };

/** What is left out stays, what is null is cleared. */
export interface CustomerChange {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly defaultPaymentMethodId?: string | null | undefined;
}

export interface CustomerFilter {
  readonly email?: string | undefined;
}

/** Whose payment is to be made with what. */
export interface Payer {
  readonly customerId: string;
  /** Null if the customer has no default payment method. */
  readonly method: { readonly id: string; readonly provider: string; readonly paymentMethod: string } | null;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface CustomerStore {
  create(customer: NewCustomer): Promise<KeyOutcome>;
  find(merchantId: string, customerId: string): Promise<Customer | undefined>;
  /** Newest first. */
  list(merchantId: string, page: Page, filter: CustomerFilter): Promise<readonly Customer[]>;
  change(
    merchantId: string,
    customerId: string,
    change: CustomerChange,
  ): Promise<"changed" | "not_found" | "payment_method_not_found">;
  /** False if there is none. */
  delete(merchantId: string, customerId: string, at: Date): Promise<boolean>;
  attach(method: NewPaymentMethod): Promise<KeyOutcome | { readonly kind: "not_found" | "attached" }>;
  /** Only one that is attached. */
  findMethod(merchantId: string, methodId: string): Promise<StoredPaymentMethod | undefined>;
  /** Those that are attached, newest first. */
  listMethods(merchantId: string, customerId: string, page: Page): Promise<readonly StoredPaymentMethod[]>;
  /** False if there is none that is attached. */
  detach(merchantId: string, methodId: string, at: Date): Promise<boolean>;
  /**
   * The customer's default payment method unless one is named, which alone names its customer too. Gives also what was
   * deleted or detached since, so that a repetition gets the answer to the first request; undefined for what never was.
   */
  findPayer(
    merchantId: string,
    named: { readonly customerId: string | null; readonly methodId: string | null },
  ): Promise<Payer | undefined>;
}
