import { sql, type CommonQueryMethods } from "slonik";
import { z } from "zod";
import type { StoredAnswer } from "../domain/idempotency.ts";
import type { ChangeOutcome, CreateOutcome, NewChange, NewPayment, PaymentStore } from "../usecases/ports.ts";
import { PAYMENT_COLUMNS, REFUND_COLUMNS } from "./columns.ts";
import type { Database } from "./database.ts";
import { paymentEventRow, paymentRow, refundRow } from "./rows.ts";
import { UnsettledAttempt } from "./unsettled-attempt.ts";
import { changeStatement, createStatement, type ChangeRow, type CreateRow } from "./write-statements.ts";

const UUID_MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export function createPaymentStore(database: Database): PaymentStore {
  /** Asks again if the key is still held by an attempt whose connection was lost. */
  const write = <R extends { readonly outcome: string }>(
    call: (connection: CommonQueryMethods) => Promise<R>,
  ): Promise<R> =>
    database.run(async (connection, attempt) => {
      const row = await call(connection);
      if (row.outcome === "in_flight" && attempt > 1) throw new UnsettledAttempt();
      return row;
    });

  return {
    create: async (newPayment) =>
      toCreateOutcome(await write((connection) => connection.one(createStatement(newPayment))), newPayment),

    change: async (newChange) =>
      toChangeOutcome(await write((connection) => connection.one(changeStatement(newChange))), newChange),

    find: async (merchantId, paymentId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_payment", paymentRow)`
            select ${PAYMENT_COLUMNS} from payments where merchant_id = ${merchantId} and id = ${paymentId}`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_payments", paymentRow)`
            select ${PAYMENT_COLUMNS} from payments where merchant_id = ${merchantId} and id < ${before}
            order by id desc limit ${limit}`,
        ),
      ),

    refunds: async (merchantId, paymentId) => {
      const rows = await database.run((connection) =>
        connection.any(
          sql.prepared("list_refunds", refundRow.or(noRefund))`
            select ${REFUND_COLUMNS} from payments p
            left join refunds r on r.merchant_id = p.merchant_id and r.payment_id = p.id
            where p.merchant_id = ${merchantId} and p.id = ${paymentId} order by r.id desc`,
        ),
      );
      return rows.length === 0 ? undefined : rows.filter((row) => row !== null);
    },

    events: async (merchantId, paymentId) => {
      const rows = await database.run((connection) =>
        connection.any(
          sql.prepared("list_payment_events", paymentEventRow)`
            select e.payment_id, e.sequence, e.type, e.amount_minor, p.currency, e.refund_id, e.created_at
            from payments p join payment_events e on e.merchant_id = p.merchant_id and e.payment_id = p.id
            where p.merchant_id = ${merchantId} and p.id = ${paymentId} order by e.sequence`,
        ),
      );
      // Every payment has at least the event of its creation.
      return rows.length === 0 ? undefined : rows;
    },
  };
}

/** What the outer join gives for a payment without refunds. */
const noRefund = z.object({ id: z.null() }).transform(() => null);

function toCreateOutcome(row: CreateRow, { answer }: NewPayment): CreateOutcome {
  if (row.outcome === "key_reused" || row.outcome === "in_flight") return { kind: row.outcome };
  const stored = storedAnswer(row);
  // The body carries this request's own payment id, so equal bodies mean that an attempt of it had committed.
  return { kind: stored.body === answer.body ? "created" : "replayed", answer: stored };
}

function toChangeOutcome(row: ChangeRow, { id }: NewChange): ChangeOutcome {
  switch (row.outcome) {
    case "done":
    case "replayed":
      // The stored change is this request's own if an attempt of it had committed and its answer was lost.
      return { kind: row.change_id === id ? "done" : "replayed", answer: storedAnswer(row) };
    case "state_invalid":
      return { kind: row.outcome, status: given(row.payment_status) };
    case "amount_too_large":
      return { kind: row.outcome, availableMinor: given(row.available_minor) };
    case "key_reused":
    case "in_flight":
    case "not_found":
    case "too_many_refunds":
      return { kind: row.outcome };
  }
}

function storedAnswer(row: Pick<CreateRow, "response_status" | "response_body">): StoredAnswer {
  return { status: given(row.response_status), body: given(row.response_body) };
}

/** A column that the function gives with this outcome. */
function given<T>(value: T | null): T {
  if (value === null) throw new TypeError("The database's function gave an outcome without what belongs to it.");
  return value;
}
