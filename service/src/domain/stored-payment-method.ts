import { publicId } from "./public-id.ts";

export const storedPaymentMethodId = publicId("pmt_");

/** What a provider tells of a card that it keeps. */
export interface CardDetails {
  /** `visa`. */
  readonly brand: string;
  readonly lastFour: string;
  /** 1 for January. */
  readonly expiryMonth: number;
  readonly expiryYear: number;
}

/** A provider's token that is kept for a customer. The card itself only the provider has. */
export interface StoredPaymentMethod {
  readonly id: string;
  readonly merchantId: string;
  readonly customerId: string;
  /** Name of the provider whose token it is. */
  readonly provider: string;
  /** `pm_…`. */
  readonly paymentMethod: string;
  /** Null if it is no card or the provider tells nothing of it. */
  readonly card: CardDetails | null;
  readonly createdAt: Date;
}
