import { customerId, type Customer } from "../domain/customer.ts";
import { requestHash, type IdempotentRequest } from "../domain/idempotency.ts";
import { storedPaymentMethodId } from "../domain/stored-payment-method.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { CustomerChange, CustomerFilter, CustomerStore, NewCustomer } from "./customer-ports.ts";
import { keyError, type IdempotentAnswer } from "./idempotent-answer.ts";
import { readPage, type Paged, type PageQuery } from "./page.ts";
import { customerNotFound, paymentMethodNotFound } from "./customer-not-found.ts";

export interface CreateCustomerCommand extends Pick<
  NewCustomer,
  "merchantId" | "name" | "email" | "description" | "metadata" | "idempotencyKey"
> {
  readonly request: IdempotentRequest;
}

/** Once per idempotency key. Throws `idempotency_key_reused`, `idempotency_key_in_flight`. */
export async function createCustomer(
  customers: CustomerStore,
  { request, ...command }: CreateCustomerCommand,
): Promise<IdempotentAnswer> {
  const at = new Date();
  const made = await customers.create({
    ...command,
    id: uuidV7(at),
    requestHash: requestHash(request),
    answerStatus: 201,
    at,
  });
  if (!("answer" in made)) throw keyError(made.kind);
  return { answer: made.answer, replayed: made.kind === "replayed" };
}

/** Throws `customer_not_found`. */
export async function getCustomer(customers: CustomerStore, merchantId: string, publicId: string): Promise<Customer> {
  const id = customerId.parse(publicId);
  const customer = id === undefined ? undefined : await customers.find(merchantId, id);
  if (!customer) throw customerNotFound();
  return customer;
}

/** Newest first. Throws `cursor_invalid`. */
export function listCustomers(
  customers: CustomerStore,
  { merchantId, query, filter }: { merchantId: string; query: PageQuery; filter: CustomerFilter },
): Promise<Paged<Customer>> {
  return readPage(customerId, query, (page) => customers.list(merchantId, page, filter));
}

/** Throws `customer_not_found`, `payment_method_not_found`. */
export async function changeCustomer(
  customers: CustomerStore,
  { merchantId, publicId, change }: { merchantId: string; publicId: string; change: CustomerChange },
): Promise<Customer> {
  const id = customerId.parse(publicId);
  if (id === undefined) throw customerNotFound();
  const methodId = change.defaultPaymentMethodId;
  const defaultPaymentMethodId = methodId && (storedPaymentMethodId.parse(methodId) ?? NO_METHOD);
  const outcome = await customers.change(merchantId, id, { ...change, defaultPaymentMethodId });
  if (outcome === "not_found") throw customerNotFound();
  if (outcome === "payment_method_not_found") throw paymentMethodNotFound("defaultPaymentMethodId");
  return getCustomer(customers, merchantId, publicId);
}

/** No payment method has this id. */
const NO_METHOD = "00000000-0000-0000-0000-000000000000";

/** Name, email, description and metadata are gone, payment methods detached. Throws `customer_not_found`. */
export async function deleteCustomer(customers: CustomerStore, merchantId: string, publicId: string): Promise<void> {
  const id = customerId.parse(publicId);
  if (id === undefined || !(await customers.delete(merchantId, id, new Date()))) throw customerNotFound();
}
