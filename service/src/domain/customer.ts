import { publicId } from "./public-id.ts";

export const customerId = publicId("cus_");

/** Whom a merchant charges. Name, email, description and metadata are personal, and gone once the customer is deleted. */
export interface Customer {
  readonly id: string;
  readonly merchantId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Of `StoredPaymentMethod`; a payment of the customer that names no payment method is made with it. */
  readonly defaultPaymentMethodId: string | null;
  readonly createdAt: Date;
}
