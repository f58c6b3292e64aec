import type * as rds from "@aws-sdk/client-rds";
import { isArchiving } from "../backend/backups/is-archiving.ts";
import { rdsArn } from "../state/arn.ts";
import { automatedBackupName, describeAutomatedBackup } from "../state/automated-backup.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import type { RdsContext } from "./rds-context.ts";

/** Instances that have automated backups, those that are deleted but left some included. */
export function backedUp({ fleet, backups }: RdsContext): DbInstanceRecord[] {
  const live = fleet.records.list().filter(isArchiving);
  const known = new Set(live.map(({ resourceId }) => resourceId));
  return [...live, ...backups.retained.list().filter(({ resourceId }) => !known.has(resourceId))];
}

export function automatedBackupArn({ instance }: RdsContext, { resourceId }: DbInstanceRecord): string {
  return rdsArn(instance, "auto-backup", automatedBackupName(resourceId));
}

export async function showAutomatedBackup(
  context: RdsContext,
  record: DbInstanceRecord,
): Promise<rds.DBInstanceAutomatedBackup> {
  const { instance, fleet, backups, subnetGroups } = context;
  const isLive = fleet.byResourceId(record.resourceId) !== undefined;
  const group = record.subnetGroupName === undefined ? undefined : subnetGroups.get(record.subnetGroupName);
  const window = await backups.window(record.resourceId);
  const active = backups.hasAutomated(record.resourceId) ? "active" : "creating";
  return describeAutomatedBackup(record, {
    arn: automatedBackupArn(context, record),
    instanceArn: rdsArn(instance, "db", record.identifier),
    region: instance.region,
    status: isLive ? active : "retained",
    window,
    zone: record.zones[isLive ? fleet.servers(record).context.topology.primary : "a"],
    vpcId: group?.subnets[0]?.vpcId,
  });
}
