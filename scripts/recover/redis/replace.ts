import {
  CreateReplicationGroupCommand,
  DeleteCacheClusterCommand,
  DeleteReplicationGroupCommand,
  type CacheCluster,
} from "@aws-sdk/client-elasticache";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { sourceTagOf } from "../source-tag.ts";
import { clusterNamed, groupNamed, inStatus } from "./group.ts";
import { authToken, besideName } from "./restore-beside.ts";
import { beforePrefix, contentOf, keptSnapshot } from "./snapshots.ts";
import { removeSourceTag, tagsOf } from "./tags.ts";

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
  const status = async () => (await groupNamed(clients, id))?.Status;
  let kept = "an earlier run's final snapshot";
  if (!(await isReplaced(recovery, snapshot))) {
    const beside = await clusterNamed(clients, besideName(id));
    if (!beside) throw new DeployError("RecoveryFailed", `${besideName(id)} is gone; run this again.`);
    const source = await keptSnapshot(clients, snapshot, report);
    const found = await status();
    if (found !== undefined && found !== "deleting") {
      kept = beforePrefix(id) + new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase();
      report(`deleting ${id}, keeping what it holds as snapshot ${kept}`);
      await clients.elastiCache.send(
        new DeleteReplicationGroupCommand({ ReplicationGroupId: id, FinalSnapshotIdentifier: kept }),
      );
    }
    await inStatus(id, "gone", status, report);
    await create(recovery, beside, source);
  }
  await inStatus(id, "available", status, report);
  return `${id} holds ${snapshot}; what it held before is ${kept}`;
}

/** The group is one that a recovery which isn't over put in the original's place. */
export async function isReplaced({ clients, names }: Recovery, snapshot: string): Promise<boolean> {
  const group = await groupNamed(clients, names.replicationGroup);
  if (!group || group.Status === "deleting") return false;
  return sourceTagOf(await tagsOf(clients, group)) === contentOf(snapshot);
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
      // The original's own, and the one that names the snapshot.
      Tags: (await tagsOf(clients, beside)).filter(({ Key = "" }) => !Key.startsWith("aws:")),
    }),
  );
}

/** The group's tag goes last: with it the next recovery would take the group for its own that was interrupted. */
export async function removeBeside({ clients, names }: Recovery): Promise<string> {
  const id = besideName(names.replicationGroup);
  const beside = await clusterNamed(clients, id);
  if (beside && beside.CacheClusterStatus !== "deleting") {
    await clients.elastiCache.send(new DeleteCacheClusterCommand({ CacheClusterId: id }));
  }
  const group = await groupNamed(clients, names.replicationGroup);
  if (group) await removeSourceTag(clients, group);
  return `${id} is being deleted`;
}
