import type { FastifyInstance } from "fastify";
import { ServiceError } from "../../domain/errors.ts";
import type { RateLimiter } from "../../usecases/ports.ts";

const PERIOD_MS = 1_000;

/**
 * Limits each credential to `perSecond` requests a second. Every answer tells with `RateLimit-*` (seconds, as in
 * draft-ietf-httpapi-ratelimit-headers) what is left, and with `X-RateLimit-Store` whether all tasks share the limit.
 * After the credential is known and before the body is read.
 */
export function registerRateLimit(app: FastifyInstance, limiter: RateLimiter, perSecond: number): void {
  const policy = { limit: perSecond, periodMs: PERIOD_MS };
  app.addHook("preParsing", async (request, reply) => {
    // Routes without a credential have limits of their own.
    if (!request.principal) return;
    const { merchantId, actor } = request.principal;
    const decision = await limiter.take(`${merchantId}:${actor.type}:${actor.id}`, policy);
    void reply.headers({
      "ratelimit-limit": perSecond,
      "ratelimit-remaining": decision.remaining,
      "ratelimit-reset": Math.ceil(decision.resetMs / 1_000),
      "x-ratelimit-store": decision.store,
    });
    if (decision.allowed) return;
    const seconds = Math.max(1, Math.ceil(decision.retryAfterMs / 1_000));
    throw new ServiceError(
      "rate_limited",
      `At most ${perSecond} requests a second may be sent with one credential; repeat the request in ${seconds} s.`,
      { retryAfterSeconds: seconds },
    );
  });
}
