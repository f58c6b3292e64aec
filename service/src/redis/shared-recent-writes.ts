import type { Actor } from "../domain/access.ts";
import type { RecentWrites } from "../usecases/recent-writes.ts";
import type { RedisLink } from "./redis-link.ts";

/** Longer than a replica may be behind and still be read from. */
const KEPT_MS = 10_000;

/** In Redis, for all tasks. What Redis did not take this task remembers, and takes nobody's word for a while. */
export function createSharedRecentWrites(redis: RedisLink): RecentWrites {
  let missedUntil = 0;
  return {
    mark: async (actor) => {
      const now = Date.now();
      const kept = await redis.attempt("SET", (client) => client.set(keyOf(actor), now, "PX", KEPT_MS));
      if (!kept) missedUntil = now + KEPT_MS;
    },
    lastOf: async (actor) => {
      if (Date.now() < missedUntil) return undefined;
      const found = await redis.attempt("GET", (client) => client.get(keyOf(actor)));
      if (!found) return undefined;
      return found.value === null ? null : Number(found.value);
    },
  };
}

function keyOf({ type, id }: Actor): string {
  return `wrote:${type}:${id}`;
}
