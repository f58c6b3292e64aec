import { sql } from "slonik";
import { z } from "zod";
import type { CustomerChange, CustomerStore } from "../usecases/customer-ports.ts";
import { customerRow, keyedRow } from "./customer-rows.ts";
import type { Database } from "./database.ts";
import { keyOutcome } from "./key-outcome.ts";
import { createPaymentMethodStore } from "./payment-method-store.ts";
import { UnsettledAttempt } from "./unsettled-attempt.ts";
import { UUID_MAX } from "./uuid-ends.ts";

const createRow = keyedRow.extend({
  outcome: keyedRow.shape.outcome.extract(["done", "replayed", "key_reused", "in_flight"]),
});
const changeRow = z.object({ outcome: z.enum(["changed", "not_found", "payment_method_not_found"]) });
const doneRow = z.object({ done: z.boolean() });

const COLUMNS = sql.fragment`id, merchant_id, name, email, description, metadata, default_payment_method_id, created_at`;

export function createCustomerStore(database: Database): CustomerStore {
  return {
    ...createPaymentMethodStore(database),

    create: (customer) =>
      database.run(async (connection, attempt) => {
        const row = await connection.one(
          sql.prepared("create_customer", createRow)`
            select outcome, response_status, response_body, change_id from create_customer(
              ${customer.merchantId}, ${customer.idempotencyKey}, ${sql.binary(customer.requestHash)}, ${customer.id},
              ${customer.name}, ${customer.email}, ${customer.description}, ${JSON.stringify(customer.metadata)},
              ${customer.at.toISOString()}, ${customer.answerStatus})`,
        );
        // The key may still be held by an attempt whose connection was lost.
        if (row.outcome === "in_flight" && attempt > 1) throw new UnsettledAttempt();
        return keyOutcome(row, customer.id);
      }),

    find: async (merchantId, id) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_customer", customerRow)`
            select ${COLUMNS} from customers where merchant_id = ${merchantId} and id = ${id} and deleted_at is null`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX }, { email }) =>
      database.run((connection) =>
        connection.any(
          email === undefined
            ? sql.prepared("list_customers", customerRow)`
                select ${COLUMNS} from customers
                where merchant_id = ${merchantId} and id < ${before} and deleted_at is null
                order by id desc limit ${limit}`
            : sql.prepared("list_customers_by_email", customerRow)`
                select ${COLUMNS} from customers
                where merchant_id = ${merchantId} and email = ${email} and id < ${before}
                order by id desc limit ${limit}`,
        ),
      ),

    change: async (merchantId, id, change) => {
      const { outcome } = await database.run((connection) =>
        connection.one(
          sql.prepared("change_customer", changeRow)`
            select change_customer(${merchantId}, ${id}, ${changedColumns(change)}::jsonb) as outcome`,
        ),
      );
      return outcome;
    },

    delete: async (merchantId, id, at) => {
      const { done } = await database.run((connection, attempt) =>
        connection.one(
          sql.prepared("delete_customer", doneRow)`
            select delete_customer(${merchantId}, ${id}, ${at.toISOString()}, ${attempt > 1}) as done`,
        ),
      );
      return done;
    },
  };
}

function changedColumns({ metadata, defaultPaymentMethodId, ...texts }: CustomerChange): string {
  return JSON.stringify({
    ...texts,
    // As text, so that the members keep their order.
    metadata: metadata && JSON.stringify(metadata),
    default_payment_method_id: defaultPaymentMethodId,
  });
}
