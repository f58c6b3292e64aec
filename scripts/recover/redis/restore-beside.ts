import { CreateCacheClusterCommand, type CacheCluster } from "@aws-sdk/client-elasticache";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { ownTags, SOURCE_TAG, sourceTagOf } from "../source-tag.ts";
import { clusterNamed, groupNamed, inStatus } from "./group.ts";
import { contentOf } from "./snapshots.ts";
import { tagsOf } from "./tags.ts";

export function besideName(group: string): string {
  return `${group}-restored`;
}

/**
 * Restores a single node beside the original, to see that the snapshot can be restored before anything is given up for
 * it. It keeps the original's networks, size and tags for what comes after. Throws `RecoveryFailed` when there is one from
 * another snapshot.
 */
export async function restoreBeside(
  recovery: Recovery,
  snapshot: string,
  report: (line: string) => void,
): Promise<string> {
  const { clients, names } = recovery;
  const id = besideName(names.replicationGroup);
  const status = async () => (await clusterNamed(clients, id))?.CacheClusterStatus;
  // An earlier recovery's, which doesn't wait for its end.
  if ((await status()) === "deleting") await inStatus(id, "gone", status, report);
  const there = await clusterNamed(clients, id);
  if (there) await checkSource(recovery, there, snapshot);
  else await create(recovery, id, snapshot);
  await inStatus(id, "available", status, report);
  return `${id} is available`;
}

async function checkSource({ clients, options }: Recovery, beside: CacheCluster, snapshot: string): Promise<void> {
  const source = sourceTagOf(await tagsOf(clients, beside));
  if (source === contentOf(snapshot)) return;
  const id = beside.CacheClusterId;
  const goOn =
    source && `go on with npm run recover -- redis --snapshot ${source} --env ${options.environment.name}, or `;
  throw new DeployError(
    "RecoveryFailed",
    `${id} was restored from ${source ?? "an unknown snapshot"}, not from ${snapshot}: ${goOn ?? ""}delete it with ` +
      `aws elasticache delete-cache-cluster --cache-cluster-id ${id}.`,
  );
}

async function create(recovery: Recovery, id: string, snapshot: string): Promise<void> {
  const { clients, names } = recovery;
  const group = await groupNamed(clients, names.replicationGroup);
  const member = group?.MemberClusters?.[0];
  const original = member === undefined ? undefined : await clusterNamed(clients, member);
  if (!group || !original) {
    const message = `There is no ${names.replicationGroup} to take networks and parameters from; deploy the platform again.`;
    throw new DeployError("RecoveryFailed", message);
  }
  await clients.elastiCache.send(
    new CreateCacheClusterCommand({
      CacheClusterId: id,
      SnapshotName: snapshot,
      Engine: original.Engine,
      EngineVersion: original.EngineVersion,
      CacheNodeType: original.CacheNodeType,
      CacheSubnetGroupName: original.CacheSubnetGroupName,
      CacheParameterGroupName: original.CacheParameterGroup?.CacheParameterGroupName,
      SecurityGroupIds: (original.SecurityGroups ?? []).flatMap(({ SecurityGroupId }) => SecurityGroupId ?? []),
      TransitEncryptionEnabled: true,
      AuthToken: await authToken(recovery),
      Tags: [...ownTags(await tagsOf(clients, group)), { Key: SOURCE_TAG, Value: contentOf(snapshot) }],
    }),
  );
}

export async function authToken({ clients, names }: Recovery): Promise<string> {
  const { SecretString } = await clients.secrets.send(
    new GetSecretValueCommand({ SecretId: names.redisAuthTokenSecret }),
  );
  return SecretString ?? "";
}
