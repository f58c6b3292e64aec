import type { DisputeDependencies } from "./dispute-ports.ts";

export interface DisputeNews {
  readonly provider: string;
  /** What the provider calls it. */
  readonly reference: string;
  readonly merchantId: string;
  readonly paymentId: string;
}

/**
 * Asks the provider how a dispute is, and records it. Does nothing about a dispute that takes no money, and about a payment
 * that is none of ours. Rejects if the provider gives no answer; throws `database_unavailable`, `overloaded`.
 */
export async function trackDispute(
  { disputes, disputeProviders, timeoutMs }: DisputeDependencies,
  { provider, reference, merchantId, paymentId }: DisputeNews,
): Promise<void> {
  const dispute = await disputeProviders.get(provider)?.find(reference, AbortSignal.timeout(timeoutMs));
  if (dispute) await disputes.record({ merchantId, paymentId, provider, dispute });
}
