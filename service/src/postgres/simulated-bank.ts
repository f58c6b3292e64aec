import { sql } from "slonik";
import { z } from "zod";
import type { Bank, BankAnswer } from "../usecases/payout-ports.ts";
import type { Database } from "./database.ts";

/**
 * A bank for environments without one. What it does follows from the amount's last two digits: 13 is refused, 14 is decided
 * when it is asked again, 15 is paid but the first answer is lost; anything else is paid. Its books are a table of their
 * own, which only this adapter touches, in transactions of their own.
 */
export function createSimulatedBank(database: Database): Bank {
  return {
    pay: async ({ id, amountMinor, currency }) => {
      const last = amountMinor % 100;
      const first = last === 13 ? "failed" : last === 14 ? "processing" : "paid";
      try {
        const { outcome, requests } = await database.run((connection) =>
          connection.one(
            sql.prepared("simulated_bank_pay", bankRow)`
              insert into simulated_bank_transfers as b (payout_id, amount_minor, currency, outcome)
              values (${id}, ${amountMinor}, ${currency}, ${first})
              on conflict (payout_id) do update set requests = b.requests + 1,
                outcome = case b.outcome when 'processing' then 'paid' else b.outcome end
              returning outcome, requests`,
          ),
        );
        if (last === 15 && requests === 1) return { kind: "unknown", cause: "the answer was lost" };
        return toAnswer(outcome);
      } catch (cause) {
        return { kind: "unknown", cause };
      }
    },
  };
}

const bankRow = z.object({ outcome: z.enum(["paid", "processing", "failed"]), requests: z.number() });

function toAnswer(outcome: z.output<typeof bankRow>["outcome"]): BankAnswer {
  return outcome === "failed" ? { kind: outcome, code: "account_closed" } : { kind: outcome };
}
