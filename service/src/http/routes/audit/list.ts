import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { auditEntryId, type AuditEntry } from "../../../domain/audit.ts";
import type { AuditLog } from "../../../usecases/audit-ports.ts";
import { readPage } from "../../../usecases/page.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";

const entrySchema = z
  .object({
    id: z.string(),
    occurredAt: z.string(),
    action: z.string(),
    subjectId: z.string(),
    details: z.record(z.string(), z.unknown()),
    actor: z.string().nullable(),
    requestId: z.string().nullable(),
    traceId: z.string().nullable(),
  })
  .meta({
    id: "AuditEntry",
    examples: [
      {
        id: "aud_4711",
        occurredAt: "2026-11-24T10:00:00.000000Z",
        action: "user.changed",
        subjectId: "01932c07-2090-7000-8000-000000000003",
        details: { role: ["operator", "viewer"] },
        actor: "user:01932c07-2090-7000-8000-000000000004",
        requestId: "req_1f4e0c1e-8f0b-4b52-9d5e-0f5d1f3c2b1a",
        traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      },
    ],
  });

const schema = {
  summary: "Read the audit log",
  description:
    "Newest first: every change of the merchant's data, with who made it in which request. An entry is written in the " +
    "transaction of its change. `subjectId` is the UUID that the changed thing's id has after its prefix.",
  tags: ["audit"],
  security: [{ bearer: [] }],
  querystring: z.strictObject({
    ...pageQuery,
    action: z
      .string()
      .regex(/^[a-z_.]{1,100}$/)
      .optional()
      .meta({ examples: ["payment.created"] }),
    subjectId: z
      .uuid()
      .optional()
      .meta({ examples: ["01932c07-2090-7000-8000-000000000003"] }),
  }),
  response: { 200: pageSchema("AuditPage", entrySchema), ...commonErrors },
};

export function listAuditRoute(log: AuditLog): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/audit-entries", { schema, onRequest: requirePermission("audit:read") }, async (request) => {
      const { action, subjectId, ...query } = request.query;
      const { data, nextCursor } = await readPage(auditEntryId, query, (page) =>
        log.list(request.principal.merchantId, page, { action, subjectId }),
      );
      return { data: data.map(presentEntry), nextCursor };
    });
  };
}

const contextSchema = z.object({
  actor: z.string().nullable().default(null),
  requestId: z.string().nullable().default(null),
  traceId: z.string().nullable().default(null),
});

function presentEntry(entry: AuditEntry): z.output<typeof entrySchema> {
  return {
    id: auditEntryId.format(entry.id),
    occurredAt: entry.occurredAt,
    action: entry.action,
    subjectId: entry.subjectId,
    details: JSON.parse(entry.details) as Record<string, unknown>,
    ...contextSchema.parse(JSON.parse(entry.context ?? "{}")),
  };
}
