import { sql } from "slonik";
import { z } from "zod";
import { PAYMENT_STATUSES } from "../domain/payment.ts";
import type { NewChange, NewPayment } from "../usecases/ports.ts";
import { minorUnits } from "./rows.ts";

const createRow = z.object({
  outcome: z.enum(["created", "replayed", "key_reused", "in_flight"]),
  response_status: z.number().nullable(),
  response_body: z.string().nullable(),
});
export type CreateRow = z.output<typeof createRow>;

const changeRow = z.object({
  outcome: z.enum([
    "done",
    "replayed",
    "key_reused",
    "in_flight",
    "not_found",
    "state_invalid",
    "amount_too_large",
    "too_many_refunds",
  ]),
  response_status: z.number().nullable(),
  response_body: z.string().nullable(),
  change_id: z.string().nullable(),
  payment_status: z.enum(PAYMENT_STATUSES).nullable(),
  available_minor: minorUnits.nullable(),
});
export type ChangeRow = z.output<typeof changeRow>;

/** Calls `create_payment` of the migrations. */
export function createStatement({ payment, postings, idempotencyKey, requestHash, answer }: NewPayment) {
  const accounts = postings.map(({ account }) => account);
  const amounts = postings.map(({ amountMinor }) => amountMinor);
  return sql.prepared("create_payment", createRow)`
    select outcome, response_status, response_body from create_payment(
      ${payment.merchantId}, ${idempotencyKey}, ${sql.binary(requestHash)},
      ${payment.id}, ${payment.status}, ${payment.captureMethod}, ${payment.amountMinor}, ${payment.currency},
      ${payment.description}, ${payment.capturedMinor}, ${payment.createdAt.toISOString()},
      ${sql.array(accounts, "text")}, ${sql.array(amounts, "int8")}, ${answer.status}, ${answer.body})`;
}

/** Calls `change_payment` of the migrations. */
export function changeStatement({ rule, ...change }: NewChange) {
  return sql.prepared("change_payment", changeRow)`
    select outcome, response_status, response_body, change_id, payment_status, available_minor from change_payment(
      ${change.merchantId}, ${change.idempotencyKey}, ${sql.binary(change.requestHash)}, ${change.id},
      ${change.paymentId}, ${change.change}, ${sql.array([...rule.from], "text")}, ${rule.to}, ${change.amountMinor},
      ${rule.entry?.debit ?? null}, ${rule.entry?.credit ?? null}, ${change.reason}, ${change.at.toISOString()},
      ${change.answerStatus})`;
}
