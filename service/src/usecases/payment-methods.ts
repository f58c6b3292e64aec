import { customerId } from "../domain/customer.ts";
import { ServiceError } from "../domain/errors.ts";
import { requestHash, type IdempotentRequest } from "../domain/idempotency.ts";
import { storedPaymentMethodId, type StoredPaymentMethod } from "../domain/stored-payment-method.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { CustomerStore } from "./customer-ports.ts";
import { customerNotFound, paymentMethodNotFound } from "./customer-not-found.ts";
import { getCustomer } from "./customers.ts";
import { keyError, type IdempotentAnswer } from "./idempotent-answer.ts";
import { readPage, type Paged, type PageQuery } from "./page.ts";
import type { PaymentProvider } from "./payment-provider.ts";
import { providerUnavailable } from "./perform-operation.ts";

export interface PaymentMethodDependencies {
  readonly customers: CustomerStore;
  /** The one that new charges go to. */
  readonly provider: PaymentProvider;
  readonly timeoutMs: number;
}

export interface AttachPaymentMethodCommand {
  readonly merchantId: string;
  /** As callers write it. */
  readonly customerId: string;
  /** The provider's token. */
  readonly paymentMethod: string;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
}

/**
 * Keeps a token for a customer, once per idempotency key, with what the provider tells of it. A request that is refused
 * uses up no key. Throws `customer_not_found`, `payment_method_unknown`, `payment_method_attached`,
 * `provider_unavailable`, `idempotency_key_reused`, `idempotency_key_in_flight`.
 */
export async function attachPaymentMethod(
  { customers, provider, timeoutMs }: PaymentMethodDependencies,
  { request, ...command }: AttachPaymentMethodCommand,
): Promise<IdempotentAnswer> {
  const id = customerId.parse(command.customerId);
  if (id === undefined) throw customerNotFound();
  const told = await provider.describe?.(command.paymentMethod, AbortSignal.timeout(timeoutMs));
  if (told?.kind === "unknown") throw providerUnavailable();
  if (told?.kind === "not_found") {
    throw new ServiceError(
      "payment_method_unknown",
      "The payment provider knows no such payment method; send a token that it gave.",
      { param: "paymentMethod" },
    );
  }
  const at = new Date();
  const outcome = await customers.attach({
    ...command,
    customerId: id,
    id: uuidV7(at),
    provider: provider.name,
    card: told?.card ?? null,
    requestHash: requestHash(request),
    answerStatus: 201,
    at,
  });
  switch (outcome.kind) {
    case "done":
    case "replayed":
      return { answer: outcome.answer, replayed: outcome.kind === "replayed" };
    case "key_reused":
    case "in_flight":
      throw keyError(outcome.kind);
    case "not_found":
      throw customerNotFound();
    case "attached":
      throw new ServiceError(
        "payment_method_attached",
        "The customer has this payment method already; list the customer's payment methods to get its id.",
        { param: "paymentMethod" },
      );
  }
}

/** Throws `payment_method_not_found`. */
export async function getPaymentMethod(
  customers: CustomerStore,
  merchantId: string,
  publicId: string,
): Promise<StoredPaymentMethod> {
  const id = storedPaymentMethodId.parse(publicId);
  const method = id === undefined ? undefined : await customers.findMethod(merchantId, id);
  if (!method) throw paymentMethodNotFound();
  return method;
}

/** Newest first. Throws `customer_not_found`, `cursor_invalid`. */
export async function listPaymentMethods(
  customers: CustomerStore,
  { merchantId, customer, query }: { merchantId: string; customer: string; query: PageQuery },
): Promise<Paged<StoredPaymentMethod>> {
  const { id } = await getCustomer(customers, merchantId, customer);
  return readPage(storedPaymentMethodId, query, (page) => customers.listMethods(merchantId, id, page));
}

/** No new payment can be made with it. Throws `payment_method_not_found`. */
export async function detachPaymentMethod(
  customers: CustomerStore,
  merchantId: string,
  publicId: string,
): Promise<void> {
  const id = storedPaymentMethodId.parse(publicId);
  if (id === undefined || !(await customers.detach(merchantId, id, new Date()))) throw paymentMethodNotFound();
}
