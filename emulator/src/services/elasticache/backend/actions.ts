import { until } from "../../../wait/until.ts";
import type { Action } from "./decide.ts";
import { failOver, settleRoles } from "./fail-over.ts";
import type { CacheNode } from "./cache-node.ts";
import type { ServersContext } from "./servers-context.ts";
import type { NodeState } from "./topology.ts";

const ADMITTED = { creating: "added", recovering: "recovered", rebooting: "restarted" } as const;
const COPY_DEADLINE_MS = 300_000;
const ANSWER_MS_MAX = 2_000;
const ADMISSION_DEADLINE_MS = 3_000;

/** Carries a decision out. What throws is decided anew from what is seen then. */
export async function perform(context: ServersContext, action: Exclude<Action, { kind: "nothing" }>): Promise<void> {
  switch (action.kind) {
    case "failOver":
      await failOver(context);
      return;
    case "restorePrimary":
      return restorePrimary(context, context.node(action.from));
    case "promotePrimary":
      return promotePrimary(context);
    case "replacePrimary":
      return replacePrimary(context);
    case "removeNode":
      return removeNode(context, context.node(action.node));
    case "addNode":
      return startEmptyReplica(context, context.node(action.node), "creating");
    case "replaceNode":
      return replaceNode(context, context.node(action.node));
    case "followPrimary":
      return context.follow(context.node(action.node));
    case "admitNode":
      return admitNode(context, context.node(action.node));
  }
}

/** Starts the primary that the topology names, with the data that it has, and lets clients in. */
export async function bringUpPrimary(context: ServersContext): Promise<void> {
  const { primary } = context;
  await context.configure(primary);
  await context.endpoints.openNode(primary, context.wanted.transitEncryption);
  await primary.start(context.stopping);
  await context.endpoints.pointNode(primary);
  context.confirm(primary);
  if (context.topology.nodes[primary.name] !== "inSync") context.recordNode(primary.name, "inSync");
  await context.endpoints.pointPrimary(primary);
}

async function promotePrimary(context: ServersContext): Promise<void> {
  await context.primary.command(["REPLICAOF", "NO", "ONE"]);
  await context.endpoints.pointPrimary(context.primary);
  await settleRoles(context);
}

async function replacePrimary(context: ServersContext): Promise<void> {
  const { primary } = context;
  context.dependencies.emit({ kind: "recovering", node: primary.name });
  await context.endpoints.pointPrimary(null);
  await primary.discard();
  await bringUpPrimary(context);
  context.dependencies.emit({ kind: "recovered", node: primary.name });
}

/**
 * The new server is filled as a replica of `from` and takes its place at the head before clients are let in. A replica
 * hands its data out only as long as it is connected to its own primary, so `from` is a primary meanwhile, one that
 * takes no writes.
 */
async function restorePrimary(context: ServersContext, from: CacheNode): Promise<void> {
  const { primary } = context;
  context.dependencies.emit({ kind: "recovering", node: primary.name });
  await context.endpoints.pointPrimary(null);
  context.recordNode(primary.name, "recovering");
  await primary.discard();
  await from.command(["CLIENT", "PAUSE", String(COPY_DEADLINE_MS), "WRITE"]);
  try {
    await from.command(["REPLICAOF", "NO", "ONE"]);
    await primary.configure({ kind: "replica", of: from.name }, context.wanted);
    await context.endpoints.openNode(primary, context.wanted.transitEncryption);
    await primary.start(context.stopping);
    await context.endpoints.pointNode(primary);
    const isFilled = async (): Promise<boolean> =>
      (await primary.replication(ANSWER_MS_MAX)).isLinkUp && (await primary.isPersisted(ANSWER_MS_MAX));
    await until(isFilled, {
      what: `${primary.address} to have the data of ${from.address}`,
      deadlineMs: COPY_DEADLINE_MS,
      signal: AbortSignal.any([primary.gone, from.gone, context.stopping]),
    });
    context.confirm(primary);
    context.recordNode(primary.name, "inSync");
    await promotePrimary(context);
  } finally {
    await from.command(["CLIENT", "UNPAUSE"]).catch(() => {});
  }
  context.dependencies.emit({ kind: "recovered", node: primary.name });
}

async function replaceNode(context: ServersContext, node: CacheNode): Promise<void> {
  const state = context.topology.nodes[node.name];
  if (state === "inSync") context.dependencies.emit({ kind: "recovering", node: node.name });
  await startEmptyReplica(context, node, state === undefined || state === "inSync" ? "recovering" : state);
}

/** It becomes `inSync` when it has shown to have everything. */
export async function startEmptyReplica(
  context: ServersContext,
  node: CacheNode,
  state: Exclude<NodeState, "inSync">,
): Promise<void> {
  context.recordNode(node.name, state);
  await node.discard();
  await context.configure(node);
  await context.endpoints.openNode(node, context.wanted.transitEncryption);
  await node.start(context.stopping);
  await context.endpoints.pointNode(node);
}

/**
 * A replica that has just loaded its copy is connected, but Redis sends it nothing more until its next acknowledgement,
 * up to a second later, and the copy is not on its disk yet: only one that acknowledges what the primary has now, and
 * that a restart would not empty, is in sync.
 */
async function admitNode(context: ServersContext, node: CacheNode): Promise<void> {
  const { primary } = context;
  const { offset } = await primary.replication(ANSWER_MS_MAX);
  const isStreaming = async (): Promise<boolean> => {
    // More replicas than there are make the primary ask each for an acknowledgement and wait for the time given.
    await primary.command(["WAIT", "99", "10"]);
    const acknowledged = (await primary.replication(ANSWER_MS_MAX)).acknowledged.get(node.address) ?? 0;
    return acknowledged > 0 && acknowledged >= offset && (await node.isPersisted(ANSWER_MS_MAX));
  };
  await until(isStreaming, {
    what: `${node.address} to acknowledge and persist what ${primary.address} sends`,
    deadlineMs: ADMISSION_DEADLINE_MS,
    intervalMs: 5,
    signal: AbortSignal.any([primary.gone, node.gone, context.stopping]),
  });
  context.confirm(node);
  const state = context.topology.nodes[node.name];
  if (state === "inSync") return;
  context.recordNode(node.name, "inSync");
  context.dependencies.emit({ kind: ADMITTED[state ?? "recovering"], node: node.name });
}

async function removeNode(context: ServersContext, node: CacheNode): Promise<void> {
  await context.endpoints.closeNode(node);
  await node.discard();
  context.forgetNode(node.name);
  context.dependencies.emit({ kind: "removed", node: node.name });
}
