import type { Dispute, DisputeStatus } from "../domain/dispute.ts";
import type { Money } from "../domain/money.ts";
import type { Page } from "./page.ts";

/** How a dispute is at its provider. */
export interface ProviderDispute extends Money {
  readonly reference: string;
  readonly status: DisputeStatus;
  readonly reason: string;
  readonly evidenceDueAt: Date | null;
}

/** Every method rejects if no answer came: what was asked for may have been done then. All may be repeated. */
export interface DisputeProvider {
  /** Undefined if there is no such dispute, or one that takes no money, as an inquiry. */
  find(reference: string, signal: AbortSignal): Promise<ProviderDispute | undefined>;
  /** Gives how it is afterwards; still `needs_response` if the provider refused the evidence for good. */
  submitEvidence(reference: string, evidence: string, signal: AbortSignal): Promise<ProviderDispute | undefined>;
  /** Gives the money up. */
  accept(reference: string, signal: AbortSignal): Promise<ProviderDispute | undefined>;
}

export interface DisputeFilter {
  readonly status?: DisputeStatus | undefined;
  readonly currency?: string | undefined;
  /** A UUID. */
  readonly paymentId?: string | undefined;
}

export interface RecordedDispute {
  readonly merchantId: string;
  readonly paymentId: string;
  readonly provider: string;
  readonly dispute: ProviderDispute;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface DisputeStore {
  /**
   * Writes down how it is at the provider, with what that moves; a state that is past changes nothing. Undefined if the
   * merchant has no such payment.
   */
  record(recorded: RecordedDispute): Promise<Dispute | undefined>;
  find(merchantId: string, disputeId: string): Promise<Dispute | undefined>;
  /** Newest first. */
  list(merchantId: string, page: Page, filter: DisputeFilter): Promise<readonly Dispute[]>;
  /** The caller, and nobody else for `leaseMs`, is to answer it; false if somebody else is or it needs no answer. */
  lease(merchantId: string, disputeId: string, leaseMs: number): Promise<boolean>;
  /** Before it is sent, so that it is known whatever becomes of the sending. Only while an answer is needed. */
  keepEvidence(merchantId: string, disputeId: string, evidence: string): Promise<void>;
  release(merchantId: string, disputeId: string): Promise<void>;
}

export interface DisputeDependencies {
  readonly disputes: DisputeStore;
  /** By name. */
  readonly disputeProviders: ReadonlyMap<string, DisputeProvider>;
  /** For one answer of a provider. */
  readonly timeoutMs: number;
}
