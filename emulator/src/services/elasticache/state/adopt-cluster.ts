import type { CreateReplicationGroupMessage } from "@aws-sdk/client-elasticache";
import { elasticacheErrors } from "./errors.ts";
import { assertAccepts } from "./group-state.ts";
import { checkedDescription, checkedIdentifier } from "./identifiers.ts";
import { IDENTIFIER_LENGTH_MAX, nodeCount, preferredZones, type Surroundings } from "./new-replication-group.ts";
import { placeNodes } from "./placement.ts";
import type { ReplicationGroupRecord } from "./replication-group.ts";
import { checkSettings } from "./settings-rules.ts";
import { tagRecord } from "./tags.ts";
import { refuseUnsupported } from "./unsupported.ts";

/** What a group takes from its primary and can't be given otherwise at its creation. */
const FROM_PRIMARY = [
  ...(["CacheNodeType", "Engine", "EngineVersion", "Port", "CacheSubnetGroupName", "CacheParameterGroupName"] as const),
  ...(["SecurityGroupIds", "TransitEncryptionEnabled", "AuthToken", "AtRestEncryptionEnabled"] as const),
  ...(["SnapshotName", "NumNodeGroups", "ReplicasPerNodeGroup", "NodeGroupConfiguration"] as const),
];

/** A group whose primary is a cache cluster that is there, with its data and settings; replicas come beside it. */
export function groupAround(
  cluster: ReplicationGroupRecord,
  input: CreateReplicationGroupMessage,
  { zones, now }: Surroundings,
): ReplicationGroupRecord {
  const identifier = checkedIdentifier("ReplicationGroupIdentifier", input.ReplicationGroupId!, IDENTIFIER_LENGTH_MAX);
  const description = checkedDescription("ReplicationGroupDescription", input.ReplicationGroupDescription!);
  refuseUnsupported(input);
  const given = FROM_PRIMARY.find((name) => input[name] !== undefined && input[name] !== false);
  if (given !== undefined) {
    throw elasticacheErrors.invalidCombination(`${given} can't be specified with PrimaryClusterId.`);
  }
  assertAccepts(cluster, "modify");
  const settings = {
    ...cluster.settings,
    automaticFailover: input.AutomaticFailoverEnabled ?? false,
    multiAz: input.MultiAZEnabled ?? false,
  };
  const at = now.toISOString();
  const placement = { multiAz: settings.multiAz, zones, at };
  const nodes = placeNodes(cluster.nodes, nodeCount(input) - 1, preferredZones(input).slice(1), placement);
  checkSettings(settings, nodes);
  const { isStandalone: _, ...record } = cluster;
  return {
    ...record,
    identifier,
    description,
    status: "creating",
    adoptsPrimary: true,
    createdAt: at,
    nodes,
    settings,
    tags: tagRecord(input.Tags, cluster.tags),
  };
}
