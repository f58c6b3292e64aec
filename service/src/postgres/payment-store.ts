import { sql } from "slonik";
import { z } from "zod";
import type { CreateOutcome, NewPayment, PaymentStore } from "../usecases/ports.ts";
import type { Database } from "./database.ts";
import { paymentRow } from "./rows.ts";
import { UnsettledAttempt } from "./unsettled-attempt.ts";

const UUID_MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff";

const COLUMNS = sql.fragment`merchant_id, id, status, amount_minor, currency, description, captured_minor, refunded_minor, created_at`;

const outcomeRow = z.object({
  outcome: z.enum(["created", "replayed", "key_reused", "in_flight"]),
  response_status: z.number().nullable(),
  response_body: z.string().nullable(),
});

export function createPaymentStore(database: Database): PaymentStore {
  return {
    create: (newPayment) =>
      database.run(async (connection, attempt) => {
        const row = await connection.one(createStatement(newPayment));
        if (row.outcome === "in_flight" && attempt > 1) throw new UnsettledAttempt();
        return toOutcome(row, newPayment);
      }),

    find: async (merchantId, paymentId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_payment", paymentRow)`
            select ${COLUMNS} from payments where merchant_id = ${merchantId} and id = ${paymentId}`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_payments", paymentRow)`
            select ${COLUMNS} from payments where merchant_id = ${merchantId} and id < ${before}
            order by id desc limit ${limit}`,
        ),
      ),
  };
}

function createStatement({ payment, postings, idempotencyKey, requestHash, answer }: NewPayment) {
  const accounts = postings.map(({ account }) => account);
  const amounts = postings.map(({ amountMinor }) => amountMinor);
  return sql.prepared("create_payment", outcomeRow)`
    select outcome, response_status, response_body from create_payment(
      ${payment.merchantId}, ${idempotencyKey}, ${sql.binary(requestHash)},
      ${payment.id}, ${payment.status}, ${payment.amountMinor}, ${payment.currency}, ${payment.description},
      ${payment.capturedMinor}, ${payment.createdAt.toISOString()},
      ${sql.array(accounts, "text")}, ${sql.array(amounts, "int8")}, ${answer.status}, ${answer.body})`;
}

function toOutcome(row: z.output<typeof outcomeRow>, { answer }: NewPayment): CreateOutcome {
  if (row.outcome === "key_reused" || row.outcome === "in_flight") return { kind: row.outcome };
  const stored = { status: row.response_status ?? answer.status, body: row.response_body ?? answer.body };
  // The body carries this request's own payment id, so equal bodies mean that an attempt of it had committed.
  return { kind: stored.body === answer.body ? "created" : "replayed", answer: stored };
}
