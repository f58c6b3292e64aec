import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ServiceError } from "../../../domain/errors.ts";
import type { AuditLog } from "../../../usecases/audit-ports.ts";
import { verifyAudit } from "../../../usecases/verify-audit.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";

const schema = {
  summary: "Verify the audit log",
  description:
    "Recomputes the chain of hashes over all entries. Note `position` and `hash` outside of this system and send them " +
    "the next time: a log that was cut off or made anew from there is found out too.",
  tags: ["audit"],
  security: [{ bearer: [] }],
  querystring: z.strictObject({
    position: z.coerce
      .number()
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .meta({ examples: [4711] }),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .meta({ examples: ["2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"] }),
  }),
  response: {
    200: z
      .object({
        isIntact: z.boolean(),
        problem: z
          .object({ position: z.int().nullable(), entryId: z.string().nullable(), message: z.string() })
          .nullable(),
        position: z.int(),
        hash: z.string(),
        unsealed: z.int(),
      })
      .meta({
        id: "AuditVerification",
        examples: [{ isIntact: true, problem: null, position: 4_711, hash: "0".repeat(64), unsealed: 2 }],
      }),
    ...commonErrors,
  },
};

export function verifyAuditRoute(log: AuditLog): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/audit-entries/verification", { schema, onRequest: requirePermission("audit:read") }, async (request) => {
      const { position, hash } = request.query;
      if ((position === undefined) !== (hash === undefined)) {
        const param = position === undefined ? "position" : "hash";
        throw new ServiceError("request_invalid", "Send position and hash together or neither.", { param });
      }
      const anchor = position === undefined || hash === undefined ? undefined : { position, hash };
      return verifyAudit(log, request.principal.merchantId, anchor);
    });
  };
}
