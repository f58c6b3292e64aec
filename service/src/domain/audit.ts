import { createHash } from "node:crypto";
import type { PublicId } from "./public-id.ts";

export interface AuditEntry {
  readonly merchantId: string;
  /** A decimal number. */
  readonly id: string;
  /** The number of the database transaction, decimal. */
  readonly transaction: string;
  /** ISO 8601 with microseconds. */
  readonly occurredAt: string;
  /** `payment.created`. */
  readonly action: string;
  /** The UUID of what was changed. */
  readonly subjectId: string;
  /** JSON, as it was written. */
  readonly details: string;
  /** JSON with `actor`, `requestId` and `traceId`, as it was written; null for what nobody asked for. */
  readonly context: string | null;
}

export interface AuditSeal {
  /** 1 for a merchant's first entry. */
  readonly position: number;
  readonly entryId: string;
  readonly hash: Buffer;
}

/** The hash before a merchant's first entry. */
export const AUDIT_GENESIS = Buffer.alloc(32);

/** SHA-256 over the hash before and every member of the entry. */
export function sealHash(previous: Buffer, entry: AuditEntry): Buffer {
  const { merchantId, id, transaction, occurredAt, action, subjectId, details, context } = entry;
  return createHash("sha256")
    .update(previous)
    .update(JSON.stringify([merchantId, id, transaction, occurredAt, action, subjectId, details, context]))
    .digest();
}

export const auditEntryId: PublicId = {
  format: (id) => `aud_${id}`,
  parse: (id) => /^aud_([1-9]\d{0,17})$/.exec(id)?.[1],
};
