import { sql } from "slonik";
import { z } from "zod";
import type { StoredAnswer } from "../domain/idempotency.ts";
import type {
  BeginOutcome,
  NewChangeOperation,
  NewPaymentOperation,
  OperationStore,
  Settlement,
} from "../usecases/operation-store.ts";
import { ContextBatcher } from "./context-batcher.ts";
import type { Database } from "./database.ts";
import { beginRow, openRow, providerOperation, settleRow, type BeginRow, type SettleRow } from "./operation-rows.ts";
import { UnsettledAttempt } from "./unsettled-attempt.ts";

const COUNT_ROW = z.object({ count: z.number() });

type Item = Readonly<Record<string, unknown>>;

export function createOperationStore(database: Database): OperationStore {
  const begin = createBegin(database);
  const beginOfCustomers = createBeginOfCustomers(database);
  const settle = new ContextBatcher("settle_operations", (items) =>
    database.run((connection) =>
      connection.any(
        sql.prepared("settle_operations", settleRow)`
            select n, outcome, response_status, response_body from settle_operations(${items}::jsonb) order by n`,
      ),
    ),
  );
  return {
    create: async (payment) =>
      toBeginOutcome(await (payment.customerId === null ? begin : beginOfCustomers).run(paymentItem(payment))),
    change: async (change) => toBeginOutcome(await begin.run(changeItem(change))),
    settle: async (settlement) => storedAnswer(await settle.run(settlementItem(settlement))),
    takeOver: ({ olderThanMs, leaseMs, limit }) =>
      database.run((connection) =>
        connection.anyFirst(
          sql.prepared("take_over_operations", z.object({ operation: providerOperation }))`
            select o as operation from take_over_operations(${olderThanMs}, ${leaseMs}, ${limit}) o`,
        ),
      ),
    takeOverOf: async (merchantId, paymentId, leaseMs) => {
      const { operation, pending } = await database.run((connection) =>
        connection.one(
          sql.prepared("take_over_operation_of", openRow)`
            with taken as (
              update provider_operations o set attempts = o.attempts + 1,
                leased_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
              where o.merchant_id = ${merchantId} and o.payment_id = ${paymentId} and o.status = 'pending'
                and o.leased_until < clock_timestamp()
              returning o.*)
            select
              (select describe_operation(t::provider_operations, p) from taken t
                join payments p on p.merchant_id = t.merchant_id and p.id = t.payment_id) as operation,
              exists (select from provider_operations o
                where o.merchant_id = ${merchantId} and o.payment_id = ${paymentId} and o.status = 'pending') as pending`,
        ),
      );
      return operation ? { kind: "taken", operation } : { kind: pending ? "leased" : "none" };
    },
    expire: (limit) =>
      database.run((connection) =>
        connection.oneFirst(
          sql.prepared("expire_authorizations", COUNT_ROW)`
            select expire_authorizations(${limit}) as count`,
        ),
      ),
    countUnsettled: (olderThanMs) =>
      database.run((connection) =>
        connection.oneFirst(
          sql.prepared("count_unsettled", COUNT_ROW)`
            select count(*)::int as count from provider_operations
            where status = 'pending' and created_at < now() - ${olderThanMs} * interval '1 millisecond'`,
        ),
      ),
  };
}

function createBegin(database: Database): ContextBatcher<Item, BeginRow> {
  return new ContextBatcher("begin_operations", (items) =>
    database.run(async (connection, attempt) => {
      const rows = await connection.any(
        sql.prepared("begin_operations", beginRow)`
            select n, outcome, response_status, response_body, payment_status, available_minor, operation
            from begin_operations(${items}::jsonb) order by n`,
      );
      return settledRows(rows, attempt);
    }),
  );
}

function createBeginOfCustomers(database: Database): ContextBatcher<Item, BeginRow> {
  return new ContextBatcher("begin_payments_of_customers", (items) =>
    database.run(async (connection, attempt) => {
      const rows = await connection.any(
        sql.prepared("begin_payments_of_customers", beginRow)`
            select n, outcome, response_status, response_body, payment_status, available_minor, operation
            from begin_payments_of_customers(${items}::jsonb) order by n`,
      );
      return settledRows(rows, attempt);
    }),
  );
}

function settledRows(rows: readonly BeginRow[], attempt: number): readonly BeginRow[] {
  // An attempt whose connection was lost may still hold the keys.
  if (attempt > 1 && rows.some(({ outcome }) => outcome === "in_flight")) throw new UnsettledAttempt();
  return rows;
}

function paymentItem({ metadata, ...payment }: NewPaymentOperation): Item {
  return {
    ...commonItem(payment),
    new: true,
    kind: "charge",
    final: true,
    amount_minor: payment.amountMinor,
    currency: payment.currency,
    capture_method: payment.captureMethod,
    status: payment.status,
    description: payment.description,
    statement_descriptor: payment.statementDescriptor,
    customer_id: payment.customerId,
    payment_method_id: payment.paymentMethodId,
    // As text, so that the members keep their order.
    metadata: JSON.stringify(metadata),
  };
}

function changeItem(change: NewChangeOperation): Item {
  return {
    ...commonItem(change),
    new: false,
    kind: change.kind,
    from_statuses: change.from,
    amount_minor: change.amountMinor,
    final: change.final,
    reason: change.reason,
  };
}

function commonItem(item: Omit<NewPaymentOperation, "metadata"> | NewChangeOperation): Item {
  return {
    merchant_id: item.merchantId,
    key: item.idempotencyKey,
    request_hash: item.requestHash.toString("hex"),
    operation_id: item.operationId,
    payment_id: item.paymentId,
    payment_method: item.paymentMethod,
    at: item.at.toISOString(),
    lease_ms: item.leaseMs,
    provider: item.provider,
    response_status: item.answerStatus,
  };
}

function settlementItem({ operation, outcome, entry, failureBody, at }: Settlement): Item {
  return {
    merchant_id: operation.merchantId,
    operation_id: operation.id,
    payment_id: operation.paymentId,
    outcome: outcome.kind,
    reference: outcome.kind === "failed" ? null : outcome.reference,
    action_url: outcome.kind === "requires_action" ? outcome.actionUrl : null,
    authorized_until: outcome.kind === "succeeded" ? (outcome.authorizedUntil?.toISOString() ?? null) : null,
    failure_code: outcome.kind === "failed" ? outcome.code : null,
    failure_message: outcome.kind === "failed" ? outcome.message : null,
    failure_body: failureBody,
    debit: entry?.debit ?? null,
    credit: entry?.credit ?? null,
    at: at.toISOString(),
  };
}

function toBeginOutcome(row: BeginRow): BeginOutcome {
  switch (row.outcome) {
    case "begun":
    case "resumed":
      return { kind: row.outcome, operation: given(row.operation) };
    case "done":
    case "replayed":
      return { kind: row.outcome, answer: given(storedAnswer(row)) };
    case "state_invalid":
      return { kind: row.outcome, status: given(row.payment_status) };
    case "amount_too_large":
      return { kind: row.outcome, availableMinor: given(row.available_minor) };
    case "key_reused":
    case "in_flight":
    case "busy":
    case "not_found":
    case "too_many_refunds":
    case "payment_method_missing":
    case "needs_approval":
      return { kind: row.outcome };
  }
}

function storedAnswer(row: Pick<SettleRow, "response_status" | "response_body">): StoredAnswer | null {
  if (row.response_status === null || row.response_body === null) return null;
  return { status: row.response_status, body: row.response_body };
}

/** What the function gives with this outcome. */
function given<T>(value: T | null): T {
  if (value === null) throw new TypeError("The database's function gave an outcome without what belongs to it.");
  return value;
}
