import type { Money } from "./money.ts";
import { publicId } from "./public-id.ts";

/** What can need the consent of a second person. */
export const APPROVAL_KINDS = ["refund", "payout"] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/**
 * `approved`: consented to, and about to be done. `executed`: done. `failed`: it could not be done any more, such as a
 * refund of what was refunded meanwhile; `result` says why.
 */
export const APPROVAL_STATUSES = ["pending", "approved", "rejected", "executed", "failed"] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

export const approvalId = publicId("apr_");

export interface ApprovalRule {
  readonly kind: ApprovalKind;
  readonly currency: string;
  /** Larger amounts need consent. */
  readonly aboveMinor: number;
}

export interface Approval extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly kind: ApprovalKind;
  /** What it is about, as callers name it: a payment's id. */
  readonly subject: string;
  /** What will be done, as JSON for who does it. */
  readonly request: string;
  /** The user who asked, or who made the API key that did. */
  readonly madeBy: string;
  readonly status: ApprovalStatus;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  /** JSON: the answer that the maker would have got, or `{"code", "message"}`. */
  readonly result: string | null;
  readonly createdAt: Date;
}

/** The key under which what was approved is done. No caller can send it: their keys are ASCII. */
export function approvalKey(id: string): string {
  return `§approval ${id}`;
}
