import type { Approval, ApprovalRule, ApprovalStatus } from "../domain/approval.ts";
import type { Page } from "./page.ts";
import type { Take } from "./take.ts";

export interface NewApproval extends Approval {
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
}

export interface KnownApproval {
  readonly approval: Approval;
  readonly requestHash: Buffer;
}

export interface RefundJudgement {
  /** What will be refunded. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly needsApproval: boolean;
}

export interface Decision {
  readonly merchantId: string;
  readonly approvalId: string;
  readonly status: "approved" | "rejected";
  readonly userId: string;
  readonly at: Date;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface ApprovalStore {
  rules(merchantId: string): Promise<readonly ApprovalRule[]>;
  /** Takes the place of all rules. */
  setRules(merchantId: string, rules: readonly ApprovalRule[]): Promise<void>;
  /** Undefined if no rule is for it or its key was used before. `amountMinor` null for all that is left. */
  judgeRefund(
    merchantId: string,
    refund: { readonly paymentId: string; readonly amountMinor: number | null; readonly idempotencyKey: string },
  ): Promise<RefundJudgement | undefined>;
  findByKey(merchantId: string, idempotencyKey: string): Promise<KnownApproval | undefined>;
  /** What is stored under the key, which another request may have been first to write. */
  add(approval: NewApproval): Promise<KnownApproval>;
  find(merchantId: string, approvalId: string): Promise<Approval | undefined>;
  /** Newest first. */
  list(
    merchantId: string,
    page: Page,
    filter: { readonly status?: ApprovalStatus | undefined },
  ): Promise<readonly Approval[]>;
  /** False if it is not pending, or its maker decides. */
  decide(decision: Decision): Promise<boolean>;
  /** Of an approved one. */
  finish(approval: Approval, status: "executed" | "failed", result: string): Promise<void>;
  /** Of all merchants, one that was approved and is not executed, the one that waits longest. Undefined if none is due. */
  take(take: Take): Promise<Approval | undefined>;
}

/** Does what was approved, exactly once however often it is called: under `approvalKey`. */
export type ApprovalExecutor = (approval: Approval) => Promise<string>;
