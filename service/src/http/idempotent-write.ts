import type { FastifyReply } from "fastify";
import { z } from "zod";
import { IDEMPOTENCY_KEY_LENGTH_MAX } from "../domain/idempotency.ts";
import type { IdempotentAnswer } from "../usecases/idempotent-answer.ts";

/** The header that every write must carry. */
export const idempotencyHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x20-\x7e]+$/)
    .max(IDEMPOTENCY_KEY_LENGTH_MAX)
    .meta({ examples: ["order-4711"] }),
});

/** Already JSON: the bytes that were stored are the bytes that are sent. */
export function sendIdempotentAnswer(reply: FastifyReply, { answer, replayed }: IdempotentAnswer): FastifyReply {
  if (replayed) void reply.header("idempotent-replayed", "true");
  return reply.code(answer.status).type("application/json; charset=utf-8").send(answer.body);
}
