import { EmulatorError } from "../../../errors.ts";
import { until } from "../../../wait/until.ts";
import type { CacheNode } from "./cache-node.ts";
import type { ServersContext } from "./servers-context.ts";

/** What a dead primary had sent is in the replicas' sockets: reading it takes them this long at most. */
const DRAIN_MS_MAX = 500;
const ANSWER_MS_MAX = 1_000;

/** How long the parts of a failover took, in milliseconds. */
export interface FailoverTimes {
  readonly fenceMs: number;
  readonly chooseMs: number;
  readonly promoteMs: number;
}

/**
 * Makes the replica with the greatest offset the primary. The old primary is dead before the choice, the choice is
 * durable before the promotion, and clients see the new primary only after that. The old one is recorded as lost: it
 * comes back, empty, as a replica. Throws `RedisFailed`, with the primary dead, when there is no replica to choose.
 */
export async function failOver(context: ServersContext): Promise<FailoverTimes> {
  const { emit, log, site } = context.dependencies;
  const startedMs = performance.now();
  const old = context.primary;
  const held = context.endpoints.pointPrimary(null);
  await old.fence();
  const fencedMs = performance.now();
  const next = await chooseReplica(context);
  const chosenMs = performance.now();
  context.confirm(next);
  context.record({ primary: next.name, nodes: { ...context.topology.nodes, [old.name]: "recovering" } });
  await next.command(["REPLICAOF", "NO", "ONE"]);
  await held;
  await context.endpoints.pointPrimary(next);
  const promotedMs = performance.now();
  const times = { fenceMs: fencedMs - startedMs, chooseMs: chosenMs - fencedMs, promoteMs: promotedMs - chosenMs };
  log("info", "failed over", { group: site.resourceId, from: old.name, to: next.name, ...times });
  emit({ kind: "failedOver", from: old.name, to: next.name });
  emit({ kind: "recovering", node: old.name });
  await settleRoles(context);
  return times;
}

/** Writes the new roles down and turns the other replicas to the new primary. A replica that fails is seen later. */
export async function settleRoles(context: ServersContext): Promise<void> {
  await context.configure(context.primary);
  const others = context.nodes.filter((node) => node !== context.primary && node.isRunning());
  const followed = await Promise.allSettled(others.map((node) => context.follow(node)));
  for (const result of followed) {
    if (result.status === "fulfilled") continue;
    context.dependencies.log("warn", "a replica does not follow the new primary", { error: String(result.reason) });
  }
}

async function chooseReplica(context: ServersContext): Promise<CacheNode> {
  const candidates = await Promise.all(
    context.replicasInSync.map(async (node) => ({ node, offset: await finalOffset(node) })),
  );
  const best = candidates.reduce<(typeof candidates)[number] | undefined>(
    (chosen, each) => (each.offset !== undefined && each.offset > (chosen?.offset ?? -1) ? each : chosen),
    undefined,
  );
  if (best) return best.node;
  throw new EmulatorError("RedisFailed", "No replica answers; wait until one is in sync again.");
}

/** How much of the dead primary's stream a replica has, once it has read all of it; undefined when it does not tell. */
async function finalOffset(node: CacheNode): Promise<number | undefined> {
  if (!node.isRunning()) return undefined;
  try {
    await until(async () => !(await node.replication(ANSWER_MS_MAX)).isLinkUp, {
      what: `${node.address} to notice the end of its primary`,
      deadlineMs: DRAIN_MS_MAX,
      intervalMs: 1,
      signal: node.gone,
    });
  } catch {
    // A replica that is behind is better than none: its offset tells.
  }
  return node.replication(ANSWER_MS_MAX).then(
    ({ offset }) => offset,
    () => undefined,
  );
}
