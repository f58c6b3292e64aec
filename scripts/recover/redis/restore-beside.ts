import { CreateCacheClusterCommand, DescribeSnapshotsCommand, type Snapshot } from "@aws-sdk/client-elasticache";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { orNothing } from "../../deploy/aws/or-nothing.ts";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { clusterNamed, groupNamed, inStatus } from "./group.ts";

/** The snapshot that the options name, else the latest. Throws `RecoveryFailed` when there is none that can be restored. */
export async function snapshotOf({ clients, names, options }: Recovery): Promise<Snapshot> {
  const name = options.snapshot;
  const asked = name === undefined ? { ReplicationGroupId: names.replicationGroup } : { SnapshotName: name };
  const found = await orNothing("SnapshotNotFound", () =>
    clients.elastiCache.send(new DescribeSnapshotsCommand(asked)),
  );
  const [latest] = (found?.Snapshots ?? [])
    .filter(({ SnapshotStatus }) => SnapshotStatus === "available")
    .sort((a, b) => createdAt(b) - createdAt(a));
  if (latest) return latest;
  const what = name === undefined ? `${names.replicationGroup} has no snapshot` : `There is no snapshot ${name}`;
  throw new DeployError(
    "RecoveryFailed",
    `${what} that is available; list them with aws elasticache describe-snapshots.`,
  );
}

export function besideName(group: string): string {
  return `${group}-restored`;
}

/**
 * Restores a single node beside the original, to see that the snapshot can be restored before anything is given up for
 * it. It keeps the original's networks and size for what comes after.
 */
export async function restoreBeside(
  recovery: Recovery,
  snapshot: string,
  report: (line: string) => void,
): Promise<string> {
  const { clients, names } = recovery;
  const id = besideName(names.replicationGroup);
  if (!(await clusterNamed(clients, id))) await create(recovery, id, snapshot);
  await inStatus(id, "available", async () => (await clusterNamed(clients, id))?.CacheClusterStatus, report);
  return `${id} is available`;
}

async function create(recovery: Recovery, id: string, snapshot: string): Promise<void> {
  const { clients, names } = recovery;
  const member = (await groupNamed(clients, names.replicationGroup))?.MemberClusters?.[0];
  const original = member === undefined ? undefined : await clusterNamed(clients, member);
  if (!original) {
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
    }),
  );
}

export async function authToken({ clients, names }: Recovery): Promise<string> {
  const { SecretString } = await clients.secrets.send(
    new GetSecretValueCommand({ SecretId: names.redisAuthTokenSecret }),
  );
  return SecretString ?? "";
}

function createdAt({ NodeSnapshots }: Snapshot): number {
  return NodeSnapshots?.[0]?.SnapshotCreateTime?.getTime() ?? 0;
}
