import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { formatPaymentId } from "../../../domain/payment-id.ts";
import { CLEARED_KINDS } from "../../../domain/reconciliation.ts";
import { REPORT_HEADER } from "../../../domain/provider-report.ts";
import type { LedgerStore } from "../../../usecases/ledger-ports.ts";
import { reconcileReport } from "../../../usecases/reconcile-report.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { checkPeriod, day } from "./period.ts";

const BODY_BYTES_MAX = 4 * 1024 * 1024;

const breakSchema = z.object({
  reason: z.enum(["missing_in_ledger", "missing_at_provider", "amount_differs"]),
  type: z.enum(CLEARED_KINDS),
  paymentId: z.string(),
  currency: z.string(),
  ledgerMinor: z.int().min(0),
  providerMinor: z.int().min(0),
});

const reconciliationSchema = z.object({ matched: z.int().min(0), breaks: z.array(breakSchema) }).meta({
  id: "Reconciliation",
  examples: [
    {
      matched: 41,
      breaks: [
        {
          reason: "amount_differs",
          type: "capture",
          paymentId: "pay_01932c07209070008000000000000003",
          currency: "EUR",
          ledgerMinor: 1_999,
          providerMinor: 1_990,
        },
      ],
    },
  ],
});

const schema = {
  summary: "Reconcile a provider's report",
  description:
    "Compares what the provider says went through it in whole days (UTC), `from` and `to` included, with the ledger, and " +
    `lists every break. \`csv\` is its report with the header \`${REPORT_HEADER}\`. Nothing is changed.`,
  tags: ["ledger"],
  security: [{ bearer: [] }],
  body: z.strictObject({
    from: day.meta({ examples: ["2026-11-25"] }),
    to: day.meta({ examples: ["2026-11-25"] }),
    csv: z.string().meta({ examples: [`${REPORT_HEADER}\ncapture,pay_01932c07209070008000000000000003,1990,EUR\n`] }),
  }),
  response: { 200: reconciliationSchema, ...commonErrors },
};

export function reconcileRoute(ledger: LedgerStore): FastifyPluginAsyncZod {
  return async (app) => {
    const options = { schema, bodyLimit: BODY_BYTES_MAX, onRequest: requirePermission("ledger:export") };
    app.post("/ledger/reconciliations", options, async (request) => {
      const { from, to, csv } = request.body;
      checkPeriod(from, to);
      const { merchantId } = request.principal;
      const { matched, breaks } = await reconcileReport(ledger, { merchantId, csv, period: { from, to } });
      return {
        matched,
        breaks: breaks.map(({ kind, paymentId, ...rest }) => ({
          ...rest,
          type: kind,
          paymentId: formatPaymentId(paymentId),
        })),
      };
    });
  };
}
