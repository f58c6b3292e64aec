import { bringUpPrimary, startEmptyReplica } from "./actions.ts";
import type { CacheNode } from "./cache-node.ts";
import type { ServersContext } from "./servers-context.ts";

/**
 * Restarts a node without its data, as ElastiCache does; a replica gets them again from its primary. A primary that was
 * rebooted by the customer keeps its role, and its replicas follow it into emptiness (User Guide, "Minimizing downtime in
 * ElastiCache with Multi-AZ").
 */
export async function reboot(context: ServersContext, node: CacheNode): Promise<void> {
  const { emit } = context.dependencies;
  emit({ kind: "shutdown", node: node.name });
  if (node === context.primary) {
    await context.endpoints.pointPrimary(null);
    await node.discard();
    await bringUpPrimary(context);
    emit({ kind: "restarted", node: node.name });
  } else {
    await startEmptyReplica(context, node, "rebooting");
  }
}
