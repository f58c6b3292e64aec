import type { DbInstanceRecord } from "../../state/db-instance.ts";

/** Whether an instance has automated backups: a retention period of 0 days turns them off, and replicas have none. */
export function isArchiving({ settings, replicaOf }: Pick<DbInstanceRecord, "settings" | "replicaOf">): boolean {
  return !replicaOf && (settings.BackupRetentionPeriod ?? 0) > 0;
}
