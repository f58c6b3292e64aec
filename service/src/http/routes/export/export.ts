import { Readable } from "node:stream";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ExportBatch, LedgerSnapshot } from "../../../usecases/ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { exportLines } from "./export-lines.ts";

const schema = {
  summary: "Export payments, refunds and postings",
  description:
    "One consistent snapshot as NDJSON, a line of type `payment`, `refund` or `posting` each. The last line has type " +
    "`end` and their numbers; without it the export is truncated.",
  tags: ["export"],
  security: [{ bearer: [] }],
  response: {
    200: { description: "A JSON object a line.", content: { "application/x-ndjson": { schema: z.string() } } },
    ...commonErrors,
  },
};

export function exportRoute(ledger: LedgerSnapshot): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/export", { schema, onRequest: requirePermission("ledger:export") }, async (request, reply) => {
      const batches = ledger.read(request.principal.merchantId)[Symbol.asyncIterator]();
      // Before the status is sent, so that a database that is down still gives a clean 503.
      const first = await batches.next();
      return reply
        .type("application/x-ndjson; charset=utf-8")
        .send(Readable.from(lines(first, batches), { highWaterMark: 1 }) as never);
    });
  };
}

async function* lines(first: IteratorResult<ExportBatch>, rest: AsyncIterator<ExportBatch>): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield exportLines(next.value);
  } finally {
    await rest.return?.();
  }
}
