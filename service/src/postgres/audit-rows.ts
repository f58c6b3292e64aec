import { sql } from "slonik";
import { z } from "zod";

/** An entry with every member as text, so that what is hashed is what is stored. */
export const auditEntryRow = z
  .object({
    merchant_id: z.string(),
    id: z.string(),
    transaction: z.string(),
    occurred_at: z.string(),
    action: z.string(),
    subject_id: z.string(),
    details: z.string(),
    context: z.string().nullable(),
  })
  .transform((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    transaction: row.transaction,
    occurredAt: row.occurred_at,
    action: row.action,
    subjectId: row.subject_id,
    details: row.details,
    context: row.context,
  }));

/** Of `audit_entries e`. */
export const AUDIT_COLUMNS = sql.fragment`
  e.merchant_id, e.id::text, e.transaction::text,
  to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as occurred_at,
  e.action, e.subject_id, e.details, e.context`;
