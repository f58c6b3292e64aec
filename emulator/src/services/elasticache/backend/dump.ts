import { access, rm } from "node:fs/promises";
import { EmulatorError } from "../../../errors.ts";
import { until } from "../../../wait/until.ts";
import type { CacheNode } from "./cache-node.ts";
import type { ServersContext } from "./servers-context.ts";

const ANSWER_MS_MAX = 2_000;
const CATCH_UP_MS_MAX = 10_000;
const SAVE_DEADLINE_MS = 300_000;

/**
 * Has a node write everything that the primary has by now to an RDB file, and tells where that is: a replica if there is
 * one, as ElastiCache recommends, unless `preferred` names a node. Failovers go on meanwhile; a node that is lost makes
 * it throw `RedisFailed`.
 */
export async function dump(context: ServersContext, preferred: string | undefined): Promise<string> {
  const node = chooseNode(context, preferred);
  const signal = AbortSignal.any([node.gone, context.stopping]);
  if (node !== context.primary) await catchUp(context, node, signal);
  await rm(node.snapshotFile, { force: true });
  const isSaved = async (): Promise<boolean> => {
    const information = String(await node.command(["INFO", "persistence"], ANSWER_MS_MAX));
    return /^rdb_bgsave_in_progress:0\r?$/m.test(information) && (await exists(node.snapshotFile));
  };
  // A rewrite of the append-only file is followed by the save; a replica's first copy makes the server refuse it.
  await until(() => node.command(["BGSAVE", "SCHEDULE"]), {
    what: `${node.address} to begin to save its data`,
    deadlineMs: SAVE_DEADLINE_MS,
    signal,
  });
  await until(isSaved, { what: `${node.address} to save its data`, deadlineMs: SAVE_DEADLINE_MS, signal });
  return node.snapshotFile;
}

function chooseNode(context: ServersContext, preferred: string | undefined): CacheNode {
  const isReady = ({ name }: CacheNode): boolean => context.isConfirmed(name) && context.node(name).isRunning();
  const replicas = context.replicasInSync.filter(isReady);
  const chosen = replicas.find(({ name }) => name === preferred);
  if (chosen) return chosen;
  const node = preferred === context.topology.primary ? context.primary : (replicas[0] ?? context.primary);
  if (node.isRunning()) return node;
  throw new EmulatorError("RedisFailed", "No node that has the data is running; wait until one is.");
}

async function catchUp(context: ServersContext, node: CacheNode, signal: AbortSignal): Promise<void> {
  const { offset } = await context.primary.replication(ANSWER_MS_MAX);
  await until(async () => (await node.replication(ANSWER_MS_MAX)).offset >= offset, {
    what: `${node.address} to have what the primary has`,
    deadlineMs: CATCH_UP_MS_MAX,
    intervalMs: 2,
    signal,
  });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
