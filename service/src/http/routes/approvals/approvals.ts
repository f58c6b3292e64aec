import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { APPROVAL_STATUSES, approvalId } from "../../../domain/approval.ts";
import { approve, getApproval, reject, type ApprovalDependencies } from "../../../usecases/decide-approval.ts";
import { readPage } from "../../../usecases/page.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { approvalSchema, presentApproval } from "./approval-schema.ts";

const common = { tags: ["approvals"], security: [{ bearer: [] }] };
const one = {
  ...common,
  params: z.object({ id: z.string().meta({ examples: ["apr_01932c07209070008000000000000003"] }) }),
  response: {
    200: approvalSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such approval."),
  },
};
const decision = {
  ...one,
  response: { ...one.response, 409: errorSchema.describe("It is decided already.") },
};

const listSchema = {
  ...common,
  summary: "List approvals",
  description: "Newest first: what a second person must consent to, and what became of it.",
  querystring: z.strictObject({ ...pageQuery, status: z.enum(APPROVAL_STATUSES).optional() }),
  response: { 200: pageSchema("ApprovalPage", approvalSchema), ...commonErrors },
};
const getSchema = { ...one, summary: "Get an approval" };
const approveSchema = {
  ...decision,
  summary: "Approve",
  description: "Consents and does it, exactly once. Whoever asked for it can't.",
};
const rejectSchema = { ...decision, summary: "Reject", description: "It will not be done." };

export function approvalRoutes(dependencies: ApprovalDependencies): FastifyPluginAsyncZod {
  const { approvals } = dependencies;
  return async (app) => {
    const read = requirePermission("approvals:read");
    app.get("/approvals", { schema: listSchema, onRequest: read }, async (request) => {
      const { status, ...query } = request.query;
      const { data, nextCursor } = await readPage(approvalId, query, (page) =>
        approvals.list(request.principal.merchantId, page, { status }),
      );
      return { data: data.map(presentApproval), nextCursor };
    });

    app.get("/approvals/:id", { schema: getSchema, onRequest: read }, async (request) =>
      presentApproval(await getApproval(approvals, request.principal.merchantId, request.params.id)),
    );

    const write = requirePermission("approvals:decide");
    app.post("/approvals/:id/approve", { schema: approveSchema, onRequest: write }, async (request) =>
      presentApproval(await approve(dependencies, request.principal, request.params.id)),
    );

    app.post("/approvals/:id/reject", { schema: rejectSchema, onRequest: write }, async (request) =>
      presentApproval(await reject(approvals, request.principal, request.params.id)),
    );
  };
}
