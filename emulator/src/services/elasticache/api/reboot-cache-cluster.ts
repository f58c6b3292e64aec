import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { assertAccepts } from "../state/group-state.ts";
import { CACHE_NODE_ID, keyOf } from "../state/replication-group.ts";
import { cluster, showCluster, type ElasticacheContext } from "./elasticache-context.ts";

/** The one node of a cluster loses its data, as on ElastiCache; static parameters that were changed take effect. */
export function rebootCacheCluster(context: ElasticacheContext): Handler<typeof elasticache, "RebootCacheCluster"> {
  return async (input) => {
    const { fleet, lifecycle } = context;
    const { group, node, id } = cluster(context, input.CacheClusterId!);
    const ids = input.CacheNodeIdsToReboot!;
    if (ids.length !== 1 || ids[0] !== CACHE_NODE_ID) {
      throw elasticacheErrors.invalidValue(
        `Invalid CacheNodeIdsToReboot: ${ids.join(", ")}. The one node of ${id} is ${CACHE_NODE_ID}`,
      );
    }
    assertAccepts(group, "modify");
    fleet.update(keyOf(group), { status: "rebooting", rebootedNode: node.name });
    const shown = showCluster(context, cluster(context, id), false);
    void lifecycle.reboot(keyOf(group));
    return { CacheCluster: shown };
  };
}
