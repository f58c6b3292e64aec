import { sql } from "slonik";
import { z } from "zod";
import { PAYOUT_STATUSES } from "../domain/payout.ts";
import type { CreatePayoutOutcome, PayoutStore } from "../usecases/payout-ports.ts";
import type { Database } from "./database.ts";
import { minorUnits } from "./rows.ts";
import { UnsettledAttempt } from "./unsettled-attempt.ts";
import { UUID_MAX, UUID_MIN } from "./uuid-ends.ts";

const payoutRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    status: z.enum(PAYOUT_STATUSES),
    amount_minor: minorUnits,
    currency: z.string(),
    description: z.string().nullable(),
    failure_code: z.string().nullable(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    status: row.status,
    amountMinor: row.amount_minor,
    currency: row.currency,
    description: row.description,
    failureCode: row.failure_code,
    createdAt: row.created_at,
  }));

const createRow = z.object({
  outcome: z.enum(["done", "replayed", "key_reused", "in_flight", "amount_too_large", "needs_approval"]),
  response_status: z.number().nullable(),
  response_body: z.string().nullable(),
  change_id: z.string().nullable(),
  available_minor: minorUnits.nullable(),
});

const judgeRow = z
  .object({ amount_minor: minorUnits, needs_approval: z.boolean() })
  .transform((row) => ({ amountMinor: row.amount_minor, needsApproval: row.needs_approval }));

const nothing = z.object({});
const COLUMNS = sql.fragment`id, merchant_id, status, amount_minor, currency, description, failure_code, created_at`;

export function createPayoutStore(database: Database): PayoutStore {
  return {
    create: (payout) =>
      database.run(async (connection, attempt) => {
        const row = await connection.one(
          sql.prepared("create_payout", createRow)`
            select outcome, response_status, response_body, change_id, available_minor from create_payout(
              ${payout.merchantId}, ${payout.idempotencyKey}, ${sql.binary(payout.requestHash)}, ${payout.id},
              ${payout.transferId}, ${payout.endTransferId}, ${payout.currency}, ${payout.amountMinor},
              ${payout.description}, ${payout.at.toISOString()}, ${payout.dueAt.toISOString()}, ${payout.answerStatus})`,
        );
        // The key may still be held by an attempt whose connection was lost.
        if (row.outcome === "in_flight" && attempt > 1) throw new UnsettledAttempt();
        return toOutcome(row, payout.id);
      }),

    judge: async (merchantId, { currency, amountMinor, idempotencyKey }) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("judge_payout", judgeRow)`
            select amount_minor, needs_approval
            from judge_payout(${merchantId}, ${currency}, ${idempotencyKey}, ${amountMinor})`,
        ),
      )) ?? undefined,

    find: async (merchantId, payoutId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_payout", payoutRow)`
            select ${COLUMNS} from payouts where merchant_id = ${merchantId} and id = ${payoutId}`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX, from = UUID_MIN }, { status, currency }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_payouts", payoutRow)`
            select ${COLUMNS} from payouts where merchant_id = ${merchantId} and id < ${before} and id >= ${from}
              and (${status ?? null}::text is null or status = ${status ?? null})
              and (${currency ?? null}::text is null or currency = ${currency ?? null})
            order by id desc limit ${limit}`,
        ),
      ),

    cancel: async (merchantId, payoutId, at) =>
      (await database.run((connection) =>
        connection.oneFirst(
          sql.prepared("cancel_payout", z.object({ status: z.enum(PAYOUT_STATUSES).nullable() }))`
            select cancel_payout(${merchantId}, ${payoutId}, ${at.toISOString()}) as status`,
        ),
      )) ?? undefined,

    take: ({ at, leaseMs, limit }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("take_payouts", payoutRow)`
            select ${COLUMNS} from take_payouts(${at.toISOString()}, ${leaseMs}, ${limit})`,
        ),
      ),

    end: async ({ merchantId, id }, failureCode, at) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("end_payout", nothing)`
            select end_payout(${merchantId}, ${id}, ${failureCode}, ${at.toISOString()})`,
        ),
      );
    },
  };
}

function toOutcome(row: z.output<typeof createRow>, id: string): CreatePayoutOutcome {
  switch (row.outcome) {
    case "done":
    case "replayed":
      return {
        // The stored payout is this request's own if an attempt of it had committed and its answer was lost.
        kind: row.change_id === id ? "done" : "replayed",
        answer: { status: row.response_status ?? 0, body: row.response_body ?? "" },
      };
    case "amount_too_large":
      return { kind: row.outcome, availableMinor: row.available_minor ?? 0 };
    case "key_reused":
    case "in_flight":
    case "needs_approval":
      return { kind: row.outcome };
  }
}
