import { until } from "../../../wait/until.ts";
import type { CacheNode } from "./cache-node.ts";
import { settleRoles } from "./fail-over.ts";
import type { ServersContext } from "./servers-context.ts";

const CATCH_UP_MS_MAX = 10_000;
const ANSWER_MS_MAX = 2_000;

/**
 * Makes `next` the primary while the old one lives, losing nothing: writes of the endpoints' clients are held until it
 * has all of them. Throws `DeadlineExceeded`, with the old primary serving again, when it doesn't catch up.
 */
export async function switchOver(context: ServersContext, next: CacheNode): Promise<void> {
  const old = context.primary;
  if (next === old) return;
  await context.endpoints.pointPrimary(null);
  try {
    // Clients of the old primary's own endpoint are stopped from writing, too.
    await old.command(["CLIENT", "PAUSE", String(CATCH_UP_MS_MAX), "WRITE"]);
    await until(() => hasAll(old, next), {
      what: `${next.address} to have every write of ${old.address}`,
      deadlineMs: CATCH_UP_MS_MAX,
      intervalMs: 2,
      signal: AbortSignal.any([old.gone, next.gone]),
    });
    context.confirm(next);
    context.record({ primary: next.name });
    await next.command(["REPLICAOF", "NO", "ONE"]);
    await settleRoles(context);
  } finally {
    await context.endpoints.pointPrimary(context.primary);
    await old.command(["CLIENT", "UNPAUSE"]).catch(() => {});
  }
}

async function hasAll(old: CacheNode, next: CacheNode): Promise<boolean> {
  const { offset } = await old.replication(ANSWER_MS_MAX);
  const replica = await next.replication(ANSWER_MS_MAX);
  return replica.isLinkUp && replica.offset >= offset;
}
