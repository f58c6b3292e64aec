import {
  CreateReplicationGroupCommand,
  DeleteCacheClusterCommand,
  DeleteReplicationGroupCommand,
  type CacheCluster,
} from "@aws-sdk/client-elasticache";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { clusterNamed, groupNamed, inStatus } from "./group.ts";
import { authToken, besideName } from "./restore-beside.ts";

/**
 * Puts a group of the same name, and so of the same endpoint, in the original's place: ElastiCache can't rename. Until it
 * is there the service limits rates in each task and caches nothing; payments go on. A final snapshot keeps what the
 * original held. Either half is left out if it was done before.
 */
export async function replaceGroup(
  recovery: Recovery,
  snapshot: string,
  report: (line: string) => void,
): Promise<string> {
  const { clients, names } = recovery;
  const id = names.replicationGroup;
  const beside = await clusterNamed(clients, besideName(id));
  if (!beside) throw new DeployError("RecoveryFailed", `${besideName(id)} is gone; run this again.`);
  const status = async () => (await groupNamed(clients, id))?.Status;
  const original = await groupNamed(clients, id);
  let kept = "an earlier run's final snapshot";
  if (original && isOlder(original.ReplicationGroupCreateTime, beside.CacheClusterCreateTime)) {
    kept = `${id}-before-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase()}`;
    report(`deleting ${id}, keeping what it holds as snapshot ${kept}`);
    await clients.elastiCache.send(
      new DeleteReplicationGroupCommand({ ReplicationGroupId: id, FinalSnapshotIdentifier: kept }),
    );
    await inStatus(id, "gone", status, report);
  }
  if (!(await groupNamed(clients, id))) await create(recovery, beside, snapshot);
  await inStatus(id, "available", status, report);
  return `${id} holds ${snapshot}; what it held before is ${kept}`;
}

/** A group that is younger than the node beside it is the one that took the original's place. */
function isOlder(group: Date | undefined, beside: Date | undefined): boolean {
  return (group?.getTime() ?? 0) < (beside?.getTime() ?? 0);
}

async function create(recovery: Recovery, beside: CacheCluster, snapshot: string): Promise<void> {
  const { clients, names, options } = recovery;
  await clients.elastiCache.send(
    new CreateReplicationGroupCommand({
      ReplicationGroupId: names.replicationGroup,
      ReplicationGroupDescription: `Rate limits and read cache of ${options.environment.name}`,
      SnapshotName: snapshot,
      Engine: beside.Engine,
      EngineVersion: beside.EngineVersion,
      CacheNodeType: beside.CacheNodeType,
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
      CacheSubnetGroupName: beside.CacheSubnetGroupName,
      CacheParameterGroupName: beside.CacheParameterGroup?.CacheParameterGroupName,
      SecurityGroupIds: (beside.SecurityGroups ?? []).flatMap(({ SecurityGroupId }) => SecurityGroupId ?? []),
      AuthToken: await authToken(recovery),
      TransitEncryptionEnabled: true,
      AtRestEncryptionEnabled: true,
      SnapshotRetentionLimit: options.environment.cache.snapshotRetentionDays,
      AutoMinorVersionUpgrade: true,
    }),
  );
}

export async function removeBeside({ clients, names }: Recovery): Promise<string> {
  const id = besideName(names.replicationGroup);
  if (await clusterNamed(clients, id)) {
    await clients.elastiCache.send(new DeleteCacheClusterCommand({ CacheClusterId: id }));
  }
  return `${id} is being deleted`;
}
