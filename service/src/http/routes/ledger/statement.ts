import { Readable } from "node:stream";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { CURRENCIES } from "../../../domain/currency.ts";
import { ServiceError } from "../../../domain/errors.ts";
import { LEDGER_ACCOUNTS } from "../../../domain/ledger.ts";
import type { LedgerStore, StatementBatch } from "../../../usecases/ledger-ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { statementCsv } from "./statement-csv.ts";

const DAYS_MAX = 366;
const DAY_MS = 86_400_000;

const day = z.iso.date();

const schema = {
  summary: "Statement of an account",
  description:
    "What moved an account in whole days (UTC), `from` and `to` included, as CSV in order of time. The first line has the " +
    "opening balance, the last the closing one; without that the statement is truncated.",
  tags: ["ledger"],
  security: [{ bearer: [] }],
  querystring: z.strictObject({
    account: z.enum(LEDGER_ACCOUNTS).meta({ examples: ["merchant_available"] }),
    currency: z
      .string()
      .refine((code) => CURRENCIES.has(code), "Must be an ISO 4217 code.")
      .meta({ examples: ["EUR"] }),
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

function checkPeriod(from: string, to: string): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days >= 1 && days <= DAYS_MAX) return;
  throw new ServiceError(
    "request_invalid",
    `to must be from or one of the ${DAYS_MAX - 1} days after it; it is ${to} and from is ${from}.`,
    { param: "to" },
  );
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
