import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { NODE_TYPES } from "../state/node-types.ts";
import { cluster, type ElasticacheContext } from "./elasticache-context.ts";

/** Node types with more and with less memory than the one that a cluster or group has, in alphabetical order. */
export function listAllowedNodeTypeModifications(
  context: ElasticacheContext,
): Handler<typeof elasticache, "ListAllowedNodeTypeModifications"> {
  return async ({ CacheClusterId: clusterId, ReplicationGroupId: groupId }) => {
    if ((clusterId === undefined) === (groupId === undefined)) {
      throw elasticacheErrors.invalidCombination(
        "Exactly one of CacheClusterId and ReplicationGroupId must be provided.",
      );
    }
    const { settings } = clusterId === undefined ? context.fleet.record(groupId!) : cluster(context, clusterId).group;
    const current = NODE_TYPES.get(settings.nodeType) ?? 0;
    const others = [...NODE_TYPES].filter(([name]) => name !== settings.nodeType).sort();
    return {
      ScaleUpModifications: others.flatMap(([name, bytes]) => (bytes >= current ? [name] : [])),
      ScaleDownModifications: others.flatMap(([name, bytes]) => (bytes < current ? [name] : [])),
    };
  };
}
