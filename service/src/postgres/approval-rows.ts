import { sql } from "slonik";
import { z } from "zod";
import { APPROVAL_KINDS, APPROVAL_STATUSES } from "../domain/approval.ts";
import { minorUnits } from "./rows.ts";

export const approvalRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    kind: z.enum(APPROVAL_KINDS),
    subject: z.string(),
    request: z.string(),
    amount_minor: minorUnits,
    currency: z.string(),
    made_by: z.string(),
    status: z.enum(APPROVAL_STATUSES),
    decided_by: z.string().nullable(),
    decided_at: z.date().nullable(),
    result: z.string().nullable(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    kind: row.kind,
    subject: row.subject,
    request: row.request,
    amountMinor: row.amount_minor,
    currency: row.currency,
    madeBy: row.made_by,
    status: row.status,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    result: row.result,
    createdAt: row.created_at,
  }));

export const knownApprovalRow = z
  .object({ request_hash: z.instanceof(Buffer) })
  .loose()
  .transform((row) => ({ approval: approvalRow.parse(row), requestHash: row.request_hash }));

export const judgementRow = z
  .object({ amount_minor: minorUnits, currency: z.string(), needs_approval: z.boolean() })
  .transform((row) => ({
    amountMinor: row.amount_minor,
    currency: row.currency,
    needsApproval: row.needs_approval,
  }));

export const APPROVAL_COLUMNS = sql.fragment`
  id, merchant_id, kind, subject, request, amount_minor, currency, made_by, status, decided_by, decided_at, result,
  created_at`;
