import type { FastifyRequest } from "fastify";

/** A `preValidation` hook: a body that is left out is one without members. */
export async function optionalBody(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) request.body = {};
}
