import type { Result } from "ioredis";
import type { RatePolicy } from "../domain/rate-limit.ts";
import type { RateLimiter, RateLimiterDecision } from "../usecases/ports.ts";
import type { RedisLink } from "./redis-link.ts";
import { TAKE_TURN } from "./take-turn.lua.ts";

type Turn = [allowed: 0 | 1, remaining: number, retryAfterMs: number, resetMs: number];

/** One limit for all tasks, kept in Redis; while Redis is down, `local` decides. */
export function createSharedRateLimiter(redis: RedisLink, local: RateLimiter): RateLimiter {
  return {
    take: async (caller, policy) => {
      const answer = await redis.attempt("EVALSHA", (client) =>
        client.takeTurn(`rate:${caller}`, policy.limit, policy.periodMs),
      );
      return answer ? toDecision(answer.value) : local.take(caller, policy);
    },
  };
}

function toDecision([allowed, remaining, retryAfterMs, resetMs]: Turn): RateLimiterDecision {
  return { allowed: allowed === 1, remaining, retryAfterMs, resetMs, store: "redis" };
}

declare module "ioredis" {
  interface RedisCommander<Context> {
    takeTurn(key: string, limit: RatePolicy["limit"], periodMs: RatePolicy["periodMs"]): Result<Turn, Context>;
  }
}

/** For `Redis`'s option `scripts`. */
export const RATE_LIMIT_SCRIPTS = { takeTurn: { lua: TAKE_TURN, numberOfKeys: 1 } };
