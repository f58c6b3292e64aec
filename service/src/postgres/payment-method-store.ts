import { sql } from "slonik";
import { z } from "zod";
import type { CustomerStore } from "../usecases/customer-ports.ts";
import { keyedRow, paymentMethodRow } from "./customer-rows.ts";
import type { Database } from "./database.ts";
import { keyOutcome } from "./key-outcome.ts";
import { UnsettledAttempt } from "./unsettled-attempt.ts";
import { UUID_MAX } from "./uuid-ends.ts";

const doneRow = z.object({ done: z.boolean() });
const payerRow = z
  .object({
    customer_id: z.string(),
    method_id: z.string().nullable(),
    provider: z.string().nullable(),
    token: z.string().nullable(),
  })
  .transform((row) => ({
    customerId: row.customer_id,
    method:
      row.method_id === null || row.provider === null || row.token === null
        ? null
        : { id: row.method_id, provider: row.provider, paymentMethod: row.token },
  }));

const COLUMNS = sql.fragment`id, merchant_id, customer_id, provider, token, brand, last_four, expiry_month, expiry_year, created_at`;

export function createPaymentMethodStore(
  database: Database,
): Pick<CustomerStore, "attach" | "findMethod" | "listMethods" | "detach" | "findPayer"> {
  return {
    attach: (method) =>
      database.run(async (connection, attempt) => {
        const row = await connection.one(
          sql.prepared("attach_payment_method", keyedRow)`
            select outcome, response_status, response_body, change_id from attach_payment_method(
              ${method.merchantId}, ${method.idempotencyKey}, ${sql.binary(method.requestHash)}, ${method.id},
              ${method.customerId}, ${method.provider}, ${method.paymentMethod}, ${method.card?.brand ?? null},
              ${method.card?.lastFour ?? null}, ${method.card?.expiryMonth ?? null}, ${method.card?.expiryYear ?? null},
              ${method.at.toISOString()}, ${method.answerStatus})`,
        );
        if (row.outcome === "in_flight" && attempt > 1) throw new UnsettledAttempt();
        if (row.outcome === "not_found" || row.outcome === "attached") return { kind: row.outcome };
        return keyOutcome({ ...row, outcome: row.outcome }, method.id);
      }),

    findMethod: async (merchantId, methodId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_payment_method", paymentMethodRow)`
            select ${COLUMNS} from payment_methods
            where merchant_id = ${merchantId} and id = ${methodId} and detached_at is null`,
        ),
      )) ?? undefined,

    listMethods: (merchantId, customerId, { limit, before = UUID_MAX }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_payment_methods", paymentMethodRow)`
            select ${COLUMNS} from payment_methods
            where merchant_id = ${merchantId} and customer_id = ${customerId} and id < ${before} and detached_at is null
            order by id desc limit ${limit}`,
        ),
      ),

    detach: async (merchantId, methodId, at) => {
      const row = await database.run((connection, attempt) =>
        connection.one(
          sql.prepared("detach_payment_method", doneRow)`
            select detach_payment_method(${merchantId}, ${methodId}, ${at.toISOString()}, ${attempt > 1}) as done`,
        ),
      );
      return row.done;
    },

    findPayer: async (merchantId, { customerId, methodId }) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_payer", payerRow)`
            select c.id as customer_id, m.id as method_id, m.provider, m.token from customers c
            left join payment_methods m on m.merchant_id = c.merchant_id and m.customer_id = c.id
              and m.id = coalesce(${methodId}, c.default_payment_method_id)
            where c.merchant_id = ${merchantId}
              and c.id = coalesce(${customerId}, (
                select q.customer_id from payment_methods q where q.merchant_id = ${merchantId} and q.id = ${methodId}))
              and (${methodId}::uuid is null or m.id is not null)`,
        ),
      )) ?? undefined,
  };
}
