import Stripe from "stripe";
import { DISPUTE_STATUSES } from "../../domain/dispute.ts";
import type { DisputeProvider, ProviderDispute } from "../../usecases/dispute-ports.ts";
import { fromStripeAmount } from "./amount.ts";
import { Asking } from "./asking.ts";

/** Disputes at Stripe; evidence is sent as its `uncategorized_text`. */
export function createStripeDisputes(stripe: Stripe): DisputeProvider {
  const find: DisputeProvider["find"] = async (reference, signal) => {
    try {
      return toProviderDispute(await new Asking(stripe, signal).ask(({ disputes }) => disputes.retrieve(reference)));
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError) return undefined;
      throw error;
    }
  };
  /** What Stripe refuses for good leaves the dispute as it is, which only asking tells. */
  const change = async (
    reference: string,
    signal: AbortSignal,
    request: (stripe: Stripe) => Promise<Stripe.Dispute>,
  ): Promise<ProviderDispute | undefined> => {
    try {
      return toProviderDispute(await new Asking(stripe, signal).ask(request));
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError) return find(reference, signal);
      throw error;
    }
  };
  return {
    find,
    submitEvidence: (reference, evidence, signal) =>
      change(reference, signal, ({ disputes }) =>
        disputes.update(reference, { evidence: { uncategorized_text: evidence }, submit: true }),
      ),
    accept: (reference, signal) => change(reference, signal, ({ disputes }) => disputes.close(reference)),
  };
}

/** Undefined for one that takes no money: an inquiry (`warning_…`), and what was `prevented`. */
function toProviderDispute({
  id,
  status,
  amount,
  currency,
  reason,
  evidence_details: { due_by: dueBy },
}: Stripe.Dispute): ProviderDispute | undefined {
  const known = DISPUTE_STATUSES.find((each) => each === status);
  if (!known) return undefined;
  const amountMinor = fromStripeAmount(amount, currency);
  if (amountMinor === undefined) throw new RangeError(`The dispute ${id} has an amount that is no minor unit.`);
  const evidenceDueAt = dueBy ? new Date(dueBy * 1_000) : null;
  return { reference: id, status: known, amountMinor, currency: currency.toUpperCase(), reason, evidenceDueAt };
}
