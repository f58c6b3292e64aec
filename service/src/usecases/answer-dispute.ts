import type { Dispute } from "../domain/dispute.ts";
import { ServiceError } from "../domain/errors.ts";
import type { DisputeDependencies, DisputeProvider, ProviderDispute } from "./dispute-ports.ts";
import { getDispute } from "./disputes.ts";
import { leaseMs, providerUnavailable } from "./perform-operation.ts";

export interface DisputeAnswer {
  readonly merchantId: string;
  readonly id: string;
  /** Null to give the money up. */
  readonly evidence: string | null;
}

/**
 * Answers the provider for the merchant, and gives the dispute as it is then. The same answer once more changes nothing, so
 * a request whose outcome is unknown may be repeated as it is.
 * Throws `dispute_not_found`, `dispute_state_invalid`, `dispute_busy`, `provider_unavailable`, `database_unavailable`, `overloaded`.
 */
export async function answerDispute(deps: DisputeDependencies, answer: DisputeAnswer): Promise<Dispute> {
  const { disputes } = deps;
  const { merchantId, evidence } = answer;
  const dispute = await getDispute(disputes, merchantId, answer.id);
  if (isGiven(dispute, evidence)) return dispute;
  if (dispute.status !== "needs_response") throw stateInvalid(dispute);
  if (!(await disputes.lease(merchantId, dispute.id, leaseMs(deps))))
    throw busyOr(await disputes.find(merchantId, dispute.id));
  const provider = deps.disputeProviders.get(dispute.provider);
  if (!provider) throw providerUnavailable();
  const answered = await exchange(deps, provider, dispute, evidence);
  await disputes.release(merchantId, dispute.id);
  if (isGiven(answered, evidence)) return answered;
  throw stateInvalid(answered);
}

/** Asks first, for an answer before may have arrived though nothing was heard of it. */
async function exchange(
  { disputes, timeoutMs }: DisputeDependencies,
  provider: DisputeProvider,
  dispute: Dispute,
  evidence: string | null,
): Promise<Dispute> {
  const { merchantId, paymentId, reference } = dispute;
  const signal = AbortSignal.timeout(timeoutMs);
  const record = async (state: ProviderDispute | undefined): Promise<Dispute> =>
    (state && (await disputes.record({ merchantId, paymentId, provider: dispute.provider, dispute: state }))) ??
    dispute;
  const before = await record(await heard(provider.find(reference, signal)));
  if (before.status !== "needs_response") return before;
  if (evidence === null) return record(await heard(provider.accept(reference, signal)));
  await disputes.keepEvidence(merchantId, dispute.id, evidence);
  return record(await heard(provider.submitEvidence(reference, evidence, signal)));
}

function isGiven({ status, evidence: given }: Dispute, evidence: string | null): boolean {
  return evidence === null ? status === "lost" : status !== "needs_response" && given === evidence;
}

async function heard<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch {
    throw providerUnavailable();
  }
}

function busyOr(dispute: Dispute | undefined): ServiceError {
  if (dispute && dispute.status !== "needs_response") return stateInvalid(dispute);
  return new ServiceError(
    "dispute_busy",
    "The dispute is being answered by another request; try again in a few seconds.",
    {
      retryAfterSeconds: 1,
    },
  );
}

function stateInvalid({ status }: Dispute): ServiceError {
  const message =
    status === "needs_response"
      ? "The provider refused this answer; change it and send it again."
      : `The dispute has the status ${status}; only one with the status needs_response takes an answer.`;
  return new ServiceError("dispute_state_invalid", message, { param: "id" });
}
