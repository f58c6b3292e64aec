import { sql } from "slonik";
import { z } from "zod";
import type { SettlementStore } from "../usecases/settlement-ports.ts";
import type { Database } from "./database.ts";
import { minorUnits } from "./rows.ts";
import { UUID_MAX } from "./uuid-ends.ts";

const UUID_MIN = "00000000-0000-0000-0000-000000000000";

const candidateRow = z
  .object({ merchant_id: z.string(), currency: z.string() })
  .transform((row) => ({ merchantId: row.merchant_id, currency: row.currency }));

const settlementRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    currency: z.string(),
    day: z.string(),
    number: z.number(),
    gross_minor: minorUnits,
    fee_minor: minorUnits,
    net_minor: minorUnits,
    line_count: z.number(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    currency: row.currency,
    day: row.day,
    number: row.number,
    grossMinor: row.gross_minor,
    feeMinor: row.fee_minor,
    netMinor: row.net_minor,
    lineCount: row.line_count,
    createdAt: row.created_at,
  }));

const lineRow = z
  .object({ payment_id: z.string(), sequence: z.number(), amount_minor: minorUnits, fee_minor: minorUnits })
  .transform((row) => ({
    paymentId: row.payment_id,
    sequence: row.sequence,
    amountMinor: row.amount_minor,
    feeMinor: row.fee_minor,
  }));
/** What the outer join gives beyond the last line. */
const noLine = z.object({ payment_id: z.null() }).transform(() => null);

const feePlanRow = z
  .object({ currency: z.string(), basis_points: z.number(), fixed_minor: minorUnits })
  .transform((row) => ({ currency: row.currency, basisPoints: row.basis_points, fixedMinor: row.fixed_minor }));

const COLUMNS = sql.fragment`id, merchant_id, currency, to_char(day, 'YYYY-MM-DD') as day, number, gross_minor, fee_minor, net_minor, line_count, created_at`;

export function createSettlementStore(database: Database): SettlementStore {
  return {
    candidates: (day, limit) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("settlement_candidates", candidateRow)`
            select a.merchant_id, a.currency from ledger_accounts a
            left join settlement_progress g on g.merchant_id = a.merchant_id and g.currency = a.currency
            where a.account = 'merchant_pending' and (g.settled_through is null or g.settled_through < ${day}::date)
            order by g.settled_through nulls first, a.merchant_id, a.currency limit ${limit}`,
        ),
      ),

    settle: async (command) => {
      const lines = await database.run((connection) =>
        connection.oneFirst(
          sql.prepared("settle", z.object({ lines: z.number().nullable() }))`
            select settle(${command.merchantId}, ${command.currency}, ${command.day}::date, ${command.id},
              ${command.feeTransferId}, ${command.netTransferId}, ${command.at.toISOString()}, ${command.linesMax}) as lines`,
        ),
      );
      return lines ?? undefined;
    },

    find: async (merchantId, settlementId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_settlement", settlementRow)`
            select ${COLUMNS} from settlements where merchant_id = ${merchantId} and id = ${settlementId}`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_settlements", settlementRow)`
            select ${COLUMNS} from settlements where merchant_id = ${merchantId} and id < ${before}
            order by id desc limit ${limit}`,
        ),
      ),

    lines: async (merchantId, settlementId, { limit, after = { paymentId: UUID_MIN, sequence: 0 } }) => {
      const rows = await database.run((connection) =>
        connection.any(
          sql.prepared("list_settlement_lines", lineRow.or(noLine))`
            select l.payment_id, l.sequence, l.amount_minor, l.fee_minor from settlements s
            left join settlement_lines l on l.merchant_id = s.merchant_id and l.settlement_id = s.id
              and (l.payment_id, l.sequence) > (${after.paymentId}, ${after.sequence})
            where s.merchant_id = ${merchantId} and s.id = ${settlementId}
            order by l.payment_id, l.sequence limit ${limit}`,
        ),
      );
      return rows.length === 0 ? undefined : rows.filter((row) => row !== null);
    },

    feePlans: (merchantId) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_fee_plans", feePlanRow)`
            select currency, basis_points, fixed_minor from fee_plans where merchant_id = ${merchantId} order by currency`,
        ),
      ),
  };
}
