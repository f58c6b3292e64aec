import { Readable } from "node:stream";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { LEDGER_ACCOUNTS } from "../../../domain/ledger.ts";
import type { LedgerStore, StatementBatch } from "../../../usecases/ledger-ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { checkPeriod, day } from "./period.ts";
import { statementCsv } from "./statement-csv.ts";
import { currencySchema } from "../payments/term-schemas.ts";

const schema = {
  summary: "Statement of an account",
  description:
    "What moved an account in whole days (UTC), `from` and `to` included, as CSV in order of time. The first line has the " +
    "opening balance, the last the closing one; without that the statement is truncated.",
  tags: ["ledger"],
  security: [{ bearer: [] }],
  querystring: z.strictObject({
    account: z.enum(LEDGER_ACCOUNTS).meta({ examples: ["merchant_available"] }),
    currency: currencySchema,
    from: day.meta({ examples: ["2026-11-01"] }),
    to: day.meta({ examples: ["2026-11-30"] }),
  }),
  response: {
    200: { description: "Fields as in the first line.", content: { "text/csv": { schema: z.string() } } },
    ...commonErrors,
  },
};

export function statementRoute(ledger: LedgerStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/ledger/statement", { schema, onRequest: requirePermission("ledger:export") }, async (request, reply) => {
      const { account, currency, from, to } = request.query;
      checkPeriod(from, to);
      const { merchantId } = request.principal;
      const batches = ledger.statement({ merchantId, account, currency }, { from, to })[Symbol.asyncIterator]();
      // Before the status is sent, so that a database that is down still gives a clean 503.
      const first = await batches.next();
      const name = `statement-${account}-${currency}-${from}-${to}.csv`;
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${name}"`)
        .send(Readable.from(statementCsv(resumed(first, batches), { from, to }), { highWaterMark: 1 }) as never);
    });
  };
}

async function* resumed(
  first: IteratorResult<StatementBatch>,
  rest: AsyncIterator<StatementBatch>,
): AsyncGenerator<StatementBatch> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
