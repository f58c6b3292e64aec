import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { LEDGER_ACCOUNTS } from "../../../domain/ledger.ts";
import { trialBalances } from "../../../domain/trial-balance.ts";
import type { LedgerStore } from "../../../usecases/ledger-ports.ts";
import { listSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";

const account = z.object({
  account: z.enum(LEDGER_ACCOUNTS),
  balanceMinor: z.int().describe("Debits less credits: what the merchant is owed is negative."),
  pendingDebitMinor: z.int().min(0),
  pendingCreditMinor: z.int().min(0),
});

const trialBalanceSchema = z
  .object({
    currency: z.string(),
    accounts: z.array(account),
    debitMinor: z.int().min(0),
    creditMinor: z.int().min(0),
    balanced: z.boolean(),
  })
  .meta({
    id: "TrialBalance",
    examples: [
      {
        currency: "EUR",
        accounts: [
          { account: "merchant_available", balanceMinor: -9_700, pendingDebitMinor: 0, pendingCreditMinor: 0 },
          { account: "fees", balanceMinor: -300, pendingDebitMinor: 0, pendingCreditMinor: 0 },
          { account: "provider_clearing", balanceMinor: 10_000, pendingDebitMinor: 0, pendingCreditMinor: 0 },
        ],
        debitMinor: 10_000,
        creditMinor: 10_000,
        balanced: true,
      },
    ],
  });

const schema = {
  summary: "Trial balance",
  description: "Every account's balance, one list a currency, as of one instant. Debits and credits are always equal.",
  tags: ["ledger"],
  security: [{ bearer: [] }],
  response: { 200: listSchema("TrialBalanceList", trialBalanceSchema), ...commonErrors },
};

export function trialBalanceRoute(ledger: LedgerStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/ledger/trial-balance", { schema, onRequest: requirePermission("ledger:read") }, async (request) => {
      const balances = await ledger.balances(request.principal.merchantId);
      return {
        data: trialBalances(balances).map(({ accounts, ...rest }) => ({
          ...rest,
          accounts: accounts.map(({ currency: _, ...one }) => one),
        })),
      };
    });
  };
}
