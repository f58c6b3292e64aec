import { DescribeDBSnapshotsCommand, type DBSnapshot } from "@aws-sdk/client-rds";
import { orNothing } from "../../deploy/aws/or-nothing.ts";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";

/** What a database is restored from. */
export type Source =
  | { readonly kind: "snapshot"; readonly snapshot: string }
  | { readonly kind: "time"; readonly time: Date }
  | { readonly kind: "latest" };

/** The source that the options name. Throws `RecoveryFailed` when there is no such snapshot, or it isn't complete. */
export async function sourceOf(recovery: Recovery): Promise<Source> {
  const { recovery: name, time, snapshot } = recovery.options;
  if (name === "pitr") return time ? { kind: "time", time } : { kind: "latest" };
  const found = snapshot === undefined ? await latestSnapshot(recovery) : await snapshotNamed(recovery, snapshot);
  if (found.Status === "available") return { kind: "snapshot", snapshot: found.DBSnapshotIdentifier! };
  const message = `Snapshot ${found.DBSnapshotIdentifier} is ${found.Status}; wait until it is available, or name another.`;
  throw new DeployError("RecoveryFailed", message);
}

/** As it is kept in a tag of what was restored from it: a recovery that is run again finds its own work by that. */
export function sourceTag(source: Source): string {
  if (source.kind === "snapshot") return `snapshot ${source.snapshot}`.replaceAll(/[^\p{L}\p{N}\s_.:/=+@-]/gu, "-");
  return source.kind === "time" ? `time ${source.time.toISOString()}` : "latest restorable time";
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
  const { DBSnapshots = [] } = await clients.rds.send(
    new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: names.databaseInstance }),
  );
  const [latest] = DBSnapshots.filter(({ Status }) => Status === "available").sort(
    (a, b) => (b.SnapshotCreateTime?.getTime() ?? 0) - (a.SnapshotCreateTime?.getTime() ?? 0),
  );
  if (latest) return latest;
  throw new DeployError(
    "RecoveryFailed",
    `${names.databaseInstance} has no snapshot that is available; restore to a point in time with npm run recover -- pitr.`,
  );
}
