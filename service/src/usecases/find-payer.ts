import { customerId } from "../domain/customer.ts";
import { ServiceError } from "../domain/errors.ts";
import type { PublicId } from "../domain/public-id.ts";
import { storedPaymentMethodId } from "../domain/stored-payment-method.ts";
import { customerNotFound, paymentMethodNotFound } from "./customer-not-found.ts";
import type { CustomerStore } from "./customer-ports.ts";

/** What a request for a payment says of who pays with what. */
export interface NamedPayer {
  readonly customerId?: string | undefined;
  readonly paymentMethodId?: string | undefined;
  /** A token; null for none yet. */
  readonly paymentMethod?: string | null | undefined;
}

/** UUIDs, and whose token it is. */
export interface PaymentPayer {
  readonly customerId: string;
  /** Null if the payment is made with another token, or with none yet. */
  readonly paymentMethodId: string | null;
  /** The token of `paymentMethodId`. */
  readonly paymentMethod: string | null;
  /** Null if it is the one that new charges go to. */
  readonly provider: string | null;
}

/**
 * Who pays with what; null if nobody is named. With a customer alone it is the customer's default payment method, unless
 * the request has a token of its own. Throws `customer_not_found`, `payment_method_not_found`, `request_invalid`.
 */
export async function findPayer(
  customers: CustomerStore,
  merchantId: string,
  named: NamedPayer,
): Promise<PaymentPayer | null> {
  if (named.customerId === undefined && named.paymentMethodId === undefined) return null;
  if (named.paymentMethodId !== undefined && named.paymentMethod !== undefined) {
    throw new ServiceError("request_invalid", "Send a paymentMethod or a paymentMethodId, not both.", {
      param: "paymentMethodId",
    });
  }
  const ids = {
    customerId: parsed(named.customerId, customerId, () => customerNotFound("customerId")),
    methodId: parsed(named.paymentMethodId, storedPaymentMethodId, () => paymentMethodNotFound("paymentMethodId")),
  };
  const payer = await customers.findPayer(merchantId, ids);
  if (!payer) throw payerNotFound(ids.methodId);
  const method = named.paymentMethod === undefined ? payer.method : null;
  return {
    customerId: payer.customerId,
    paymentMethodId: method?.id ?? null,
    paymentMethod: method?.paymentMethod ?? null,
    provider: method?.provider ?? null,
  };
}

/** The customer was not found, or not with this payment method. */
export function payerNotFound(methodId: string | null): ServiceError {
  return methodId === null ? customerNotFound("customerId") : paymentMethodNotFound("paymentMethodId");
}

function parsed(given: string | undefined, kind: PublicId, notFound: () => ServiceError): string | null {
  if (given === undefined) return null;
  const id = kind.parse(given);
  if (id === undefined) throw notFound();
  return id;
}
