import { sql } from "slonik";
import { z } from "zod";
import type { ApprovalStore } from "../usecases/approval-ports.ts";
import { APPROVAL_COLUMNS, approvalRow, judgementRow, knownApprovalRow } from "./approval-rows.ts";
import { createApprovalRules } from "./approval-rules.ts";
import type { Database } from "./database.ts";
import { UUID_MAX } from "./uuid-ends.ts";

const idRow = z.object({ id: z.string() });
const nothing = z.object({});

export function createApprovalStore(database: Database): ApprovalStore {
  return {
    ...createApprovalRules(database),
    ...createApprovalWrites(database),

    judgeRefund: async (merchantId, { paymentId, amountMinor, idempotencyKey }) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("judge_refund", judgementRow)`
            select amount_minor, currency, needs_approval
            from judge_refund(${merchantId}, ${paymentId}, ${idempotencyKey}, ${amountMinor})`,
        ),
      )) ?? undefined,

    findByKey: async (merchantId, idempotencyKey) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_approval_by_key", knownApprovalRow)`
            select ${APPROVAL_COLUMNS}, request_hash from approvals
            where merchant_id = ${merchantId} and idempotency_key = ${idempotencyKey}`,
        ),
      )) ?? undefined,

    find: async (merchantId, approvalId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_approval", approvalRow)`
            select ${APPROVAL_COLUMNS} from approvals where merchant_id = ${merchantId} and id = ${approvalId}`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX }, { status }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_approvals", approvalRow)`
            select ${APPROVAL_COLUMNS} from approvals
            where merchant_id = ${merchantId} and id < ${before}
              and (${status ?? null}::text is null or status = ${status ?? null})
            order by id desc limit ${limit}`,
        ),
      ),
  };
}

function createApprovalWrites(database: Database): Pick<ApprovalStore, "add" | "decide" | "finish" | "take"> {
  return {
    add: (approval) =>
      database.run(async (connection) => {
        await connection.query(
          sql.prepared("add_approval", nothing)`
            insert into approvals (merchant_id, id, kind, subject, request, amount_minor, currency, made_by,
              idempotency_key, request_hash, created_at, status)
            values (${approval.merchantId}, ${approval.id}, ${approval.kind}, ${approval.subject}, ${approval.request},
              ${approval.amountMinor}, ${approval.currency}, ${approval.madeBy}, ${approval.idempotencyKey},
              ${sql.binary(approval.requestHash)}, ${approval.createdAt.toISOString()}, ${approval.status})
            on conflict do nothing`,
        );
        return connection.one(
          sql.prepared("find_approval_by_key", knownApprovalRow)`
            select ${APPROVAL_COLUMNS}, request_hash from approvals
            where merchant_id = ${approval.merchantId} and idempotency_key = ${approval.idempotencyKey}`,
        );
      }),

    decide: async ({ merchantId, approvalId, status, userId, at }) => {
      const row = await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("decide_approval", idRow)`
            update approvals set status = ${status}, decided_by = ${userId}, decided_at = ${at.toISOString()}
            where merchant_id = ${merchantId} and id = ${approvalId} and status = 'pending' and made_by <> ${userId}
            returning id`,
        ),
      );
      return row !== null;
    },

    finish: async ({ merchantId, id }, status, result) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("finish_approval", nothing)`
            update approvals set status = ${status}, result = ${result}
            where merchant_id = ${merchantId} and id = ${id} and status = 'approved'`,
        ),
      );
    },

    take: async ({ before, leaseMs }) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("take_approval", approvalRow)`
            update approvals set next_attempt_at = now() + ${leaseMs} * interval '1 ms'
            where (merchant_id, id) in (
              select merchant_id, id from approvals
              where status = 'approved' and decided_at < ${before.toISOString()}
                and coalesce(next_attempt_at, decided_at) <= now()
              order by coalesce(next_attempt_at, decided_at) limit 1 for no key update skip locked
            ) returning ${APPROVAL_COLUMNS}`,
        ),
      )) ?? undefined,
  };
}
