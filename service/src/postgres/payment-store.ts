import { sql } from "slonik";
import { z } from "zod";
import type { PaymentStore } from "../usecases/ports.ts";
import { PAYMENT_COLUMNS, REFUND_COLUMNS } from "./columns.ts";
import type { Reader } from "./read-path/reader.ts";
import { paymentConditions } from "./payment-conditions.ts";
import { paymentEventRow, paymentRow, refundRow } from "./rows.ts";
import { UUID_MAX, UUID_MIN } from "./uuid-ends.ts";

export function createPaymentStore(database: Reader): PaymentStore {
  return {
    find: async (merchantId, paymentId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_payment", paymentRow)`
            select ${PAYMENT_COLUMNS} from payments where merchant_id = ${merchantId} and id = ${paymentId}`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX, from = UUID_MIN }, filter) => {
      const { name, where } = paymentConditions(filter);
      return database.run((connection) =>
        connection.any(
          sql.prepared(`list_payments${name}`, paymentRow)`
            select ${PAYMENT_COLUMNS} from payments
            where merchant_id = ${merchantId} and id < ${before} and id >= ${from}${where}
            order by id desc limit ${limit}`,
        ),
      );
    },

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
