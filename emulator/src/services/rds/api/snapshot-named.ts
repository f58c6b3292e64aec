import type * as rds from "@aws-sdk/client-rds";
import type { CallContext } from "../../../wire/handlers.ts";
import { parseSnapshotArn, rdsArn } from "../state/arn.ts";
import { describeSnapshot, type SnapshotRecord } from "../state/snapshot.ts";
import type { RdsContext } from "./rds-context.ts";

/** By identifier in the caller's region, or by ARN. Throws `DBSnapshotNotFound`. */
export function snapshotNamed(context: RdsContext, asked: string, call: CallContext): SnapshotRecord {
  const { snapshots } = context.backups;
  if (!asked.startsWith("arn:")) return snapshots.get(asked, call.region);
  const { region, name } = parseSnapshotArn(context.instance, asked);
  return snapshots.get(name, region);
}

export function showSnapshot(context: RdsContext, record: SnapshotRecord): rds.DBSnapshot {
  return describeSnapshot(record, snapshotArn(context, record));
}

export function snapshotArn({ instance: { accountId } }: RdsContext, { region, identifier }: SnapshotRecord): string {
  return rdsArn({ region, accountId }, "snapshot", identifier);
}
