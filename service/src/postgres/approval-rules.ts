import { sql } from "slonik";
import { z } from "zod";
import { APPROVAL_KINDS } from "../domain/approval.ts";
import type { ApprovalStore } from "../usecases/approval-ports.ts";
import type { Database } from "./database.ts";
import { minorUnits } from "./rows.ts";

const ruleRow = z
  .object({ kind: z.enum(APPROVAL_KINDS), currency: z.string(), above_minor: minorUnits })
  .transform((row) => ({ kind: row.kind, currency: row.currency, aboveMinor: row.above_minor }));
const nothing = z.object({});

export function createApprovalRules(database: Database): Pick<ApprovalStore, "rules" | "setRules"> {
  return {
    rules: (merchantId) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_approval_rules", ruleRow)`
            select kind, currency, above_minor from approval_rules
            where merchant_id = ${merchantId} order by kind, currency`,
        ),
      ),

    setRules: async (merchantId, rules) => {
      const kinds = sql.array(
        rules.map(({ kind }) => kind),
        "text",
      );
      const currencies = sql.array(
        rules.map(({ currency }) => currency),
        "text",
      );
      const amounts = sql.array(
        rules.map(({ aboveMinor }) => aboveMinor),
        "int8",
      );
      await database.run((connection) =>
        connection.query(
          sql.prepared("set_approval_rules", nothing)`
            with wanted as (
              select * from unnest(${kinds}, ${currencies}, ${amounts}) as w (kind, currency, above_minor)
            ), removed as (
              delete from approval_rules r where r.merchant_id = ${merchantId}
                and not exists (select from wanted w where w.kind = r.kind and w.currency = r.currency)
            )
            insert into approval_rules (merchant_id, kind, currency, above_minor)
            select ${merchantId}, kind, currency, above_minor from wanted
            on conflict (merchant_id, kind, currency) do update set above_minor = excluded.above_minor`,
        ),
      );
    },
  };
}
