import {
  CopySnapshotCommand,
  DescribeSnapshotsCommand,
  paginateDescribeSnapshots,
  type Snapshot,
} from "@aws-sdk/client-elasticache";
import type { AwsClients } from "../../deploy/aws/clients.ts";
import { orNothing } from "../../deploy/aws/or-nothing.ts";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { inStatus } from "./group.ts";

const AUTOMATED = "automatic.";
const COPIED = "automatic-";

/** One name for an automated snapshot and the copy that outlives its group: both hold the same. */
export function contentOf(snapshot: string): string {
  return snapshot.startsWith(AUTOMATED) ? COPIED + snapshot.slice(AUTOMATED.length) : snapshot;
}

/** What a final snapshot of a replaced group is named. */
export function beforePrefix(group: string): string {
  return `${group}-before-`;
}

/**
 * The name of the snapshot that the options name, or of its copy, else of the latest of the group. What an earlier
 * recovery replaced is restored only by name. Throws `RecoveryFailed` when there is none that can be restored.
 */
export async function snapshotOf({ clients, names, options }: Recovery): Promise<string> {
  const name = options.snapshot;
  if (name !== undefined) {
    for (const each of new Set([name, contentOf(name), name.replace(/^automatic-/, AUTOMATED)])) {
      if ((await snapshotNamed(clients, each))?.SnapshotStatus === "available") return each;
    }
    throw nothingAvailable(`There is no snapshot ${name}`);
  }
  const all: Snapshot[] = [];
  const asked = { ReplicationGroupId: names.replicationGroup };
  for await (const { Snapshots = [] } of paginateDescribeSnapshots({ client: clients.elastiCache }, asked)) {
    all.push(...Snapshots);
  }
  const [latest] = all
    .filter(({ SnapshotStatus }) => SnapshotStatus === "available")
    .filter(({ SnapshotName = "" }) => !SnapshotName.startsWith(beforePrefix(names.replicationGroup)))
    .sort((a, b) => createdAt(b) - createdAt(a));
  if (latest?.SnapshotName !== undefined) return latest.SnapshotName;
  throw nothingAvailable(`${names.replicationGroup} has no snapshot`);
}

/**
 * The name under which it is still there when its group is not: ElastiCache deletes a group's automated snapshots with
 * it, so that one of those is copied first.
 */
export async function keptSnapshot(
  clients: AwsClients,
  snapshot: string,
  report: (line: string) => void,
): Promise<string> {
  if (!snapshot.startsWith(AUTOMATED)) return snapshot;
  const copy = contentOf(snapshot);
  if (!(await snapshotNamed(clients, copy))) {
    report(`copying ${snapshot} to ${copy}, for it would be deleted with its group`);
    await clients.elastiCache.send(new CopySnapshotCommand({ SourceSnapshotName: snapshot, TargetSnapshotName: copy }));
  }
  const status = async () => (await snapshotNamed(clients, copy))?.SnapshotStatus;
  await inStatus(copy, "available", status, report);
  return copy;
}

async function snapshotNamed(clients: AwsClients, name: string): Promise<Snapshot | undefined> {
  const found = await orNothing("SnapshotNotFound", () =>
    clients.elastiCache.send(new DescribeSnapshotsCommand({ SnapshotName: name })),
  );
  return found?.Snapshots?.[0];
}

function createdAt({ NodeSnapshots }: Snapshot): number {
  return NodeSnapshots?.[0]?.SnapshotCreateTime?.getTime() ?? 0;
}

function nothingAvailable(what: string): DeployError {
  return new DeployError(
    "RecoveryFailed",
    `${what} that is available; list them with aws elasticache describe-snapshots.`,
  );
}
