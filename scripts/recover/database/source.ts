import { DescribeDBSnapshotsCommand, paginateDescribeDBSnapshots, type DBSnapshot } from "@aws-sdk/client-rds";
import { orNothing } from "../../deploy/aws/or-nothing.ts";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { instancesOf, originalOf } from "./instances.ts";

/** What a database is restored from. */
export type Source =
  { readonly kind: "snapshot"; readonly snapshot: string } | { readonly kind: "time"; readonly time: Date };

/**
 * The source that the options name; the latest of either as it is now, for what is the latest soon is another. Throws
 * `RecoveryFailed` when there is no such snapshot, it isn't complete, or no point in time can be restored.
 */
export async function sourceOf(recovery: Recovery): Promise<Source> {
  const { recovery: name, time, snapshot } = recovery.options;
  if (name === "pitr") return { kind: "time", time: time ?? (await latestRestorableTime(recovery)) };
  const found = snapshot === undefined ? await latestSnapshot(recovery) : await snapshotNamed(recovery, snapshot);
  if (found.Status === "available") return { kind: "snapshot", snapshot: found.DBSnapshotIdentifier! };
  const message = `Snapshot ${found.DBSnapshotIdentifier} is ${found.Status}; wait until it is available, or name another.`;
  throw new DeployError("RecoveryFailed", message);
}

/** As it is kept in a tag of what was restored from it: a recovery that is run again finds its own work by that. */
export function sourceTag(source: Source): string {
  if (source.kind === "snapshot") return `snapshot ${source.snapshot}`.replaceAll(/[^\p{L}\p{N}\s_.:/=+@-]/gu, "-");
  return `time ${source.time.toISOString()}`;
}

/** What restores from the same source again; undefined for a tag that isn't ours. */
export function argumentsOf(tag: string | undefined): string | undefined {
  const [, kind, named] = /^(snapshot|time) ([\w:.-]+)$/.exec(tag ?? "") ?? [];
  if (named === undefined) return undefined;
  return kind === "time" ? `pitr --time ${named}` : `snapshot --snapshot ${named}`;
}

async function latestRestorableTime(recovery: Recovery): Promise<Date> {
  const { DBInstanceIdentifier, LatestRestorableTime } = originalOf(await instancesOf(recovery), recovery);
  if (LatestRestorableTime) return LatestRestorableTime;
  throw new DeployError(
    "RecoveryFailed",
    `${DBInstanceIdentifier} has no latest restorable time, as its automated backups are off or not yet begun; ` +
      `restore a snapshot with npm run recover -- snapshot.`,
  );
}

async function snapshotNamed({ clients }: Recovery, identifier: string): Promise<DBSnapshot> {
  const found = await orNothing("DBSnapshotNotFound", () =>
    clients.rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: identifier })),
  );
  const snapshot = found?.DBSnapshots?.[0];
  if (snapshot) return snapshot;
  throw new DeployError(
    "RecoveryFailed",
    `There is no snapshot ${identifier}; list them with aws rds describe-db-snapshots.`,
  );
}

async function latestSnapshot({ clients, names }: Recovery): Promise<DBSnapshot> {
  const asked = { DBInstanceIdentifier: names.databaseInstance };
  const all: DBSnapshot[] = [];
  for await (const { DBSnapshots = [] } of paginateDescribeDBSnapshots({ client: clients.rds }, asked)) {
    all.push(...DBSnapshots);
  }
  const [latest] = all
    .filter(({ Status }) => Status === "available")
    .sort((a, b) => (b.SnapshotCreateTime?.getTime() ?? 0) - (a.SnapshotCreateTime?.getTime() ?? 0));
  if (latest) return latest;
  throw new DeployError(
    "RecoveryFailed",
    `${names.databaseInstance} has no snapshot that is available; restore to a point in time with npm run recover -- pitr.`,
  );
}
