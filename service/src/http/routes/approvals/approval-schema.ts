import { z } from "zod";
import { APPROVAL_KINDS, APPROVAL_STATUSES, approvalId, type Approval } from "../../../domain/approval.ts";
import { userId } from "../../../domain/user.ts";

export const approvalSchema = z
  .object({
    id: z.string(),
    kind: z.enum(APPROVAL_KINDS),
    subject: z.string(),
    amountMinor: z.int(),
    currency: z.string(),
    status: z.enum(APPROVAL_STATUSES),
    madeBy: z.string(),
    decidedBy: z.string().nullable(),
    decidedAt: z.iso.datetime().nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "Approval",
    examples: [
      {
        id: "apr_01932c07209070008000000000000003",
        kind: "refund",
        subject: "pay_01932c07209070008000000000000004",
        amountMinor: 250_000,
        currency: "EUR",
        status: "pending",
        madeBy: "usr_01932c07209070008000000000000005",
        decidedBy: null,
        decidedAt: null,
        result: null,
        createdAt: "2026-11-24T10:00:00.000Z",
      },
    ],
  });

export function presentApproval(approval: Approval): z.output<typeof approvalSchema> {
  return {
    id: approvalId.format(approval.id),
    kind: approval.kind,
    subject: approval.subject,
    amountMinor: approval.amountMinor,
    currency: approval.currency,
    status: approval.status,
    madeBy: userId.format(approval.madeBy),
    decidedBy: approval.decidedBy === null ? null : userId.format(approval.decidedBy),
    decidedAt: approval.decidedAt?.toISOString() ?? null,
    result: approval.result === null ? null : (JSON.parse(approval.result) as Record<string, unknown>),
    createdAt: approval.createdAt.toISOString(),
  };
}
