import Stripe from "stripe";
import type { Asking } from "./asking.ts";

/** Undefined if Stripe knows no such dispute. */
export async function retrieveDispute(asking: Asking, reference: string): Promise<Stripe.Dispute | undefined> {
  try {
    return await asking.ask(({ disputes }) => disputes.retrieve(reference));
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return undefined;
    throw error;
  }
}
