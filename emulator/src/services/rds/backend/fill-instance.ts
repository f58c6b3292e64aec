import type { DbInstanceRecord } from "../state/db-instance.ts";
import { createDatabase } from "./create-database.ts";
import type { Fleet } from "./fleet.ts";
import { copySource } from "./read-replicas/copy-source.ts";
import type { ServersContext } from "./servers-context.ts";
import { restoreData } from "./snapshots/restore-data.ts";

/**
 * Puts into a new instance's empty primary what it was created from; the primary runs when this returns. A restore, which
 * may take long, is cut short when `signal` aborts.
 */
export function fillInstance(
  fleet: Fleet,
  record: DbInstanceRecord,
  signal: AbortSignal,
): (context: ServersContext) => Promise<void> {
  if (record.replicaOf) return (context) => copySource(fleet, record, context);
  const { restoredFrom } = record;
  if (restoredFrom) return (context) => restoreData(fleet, restoredFrom, context, signal);
  const { masterPasswordVerifier } = fleet.secrets(record.resourceId);
  return (context) =>
    createDatabase(context, {
      masterUsername: record.masterUsername,
      masterPasswordVerifier: masterPasswordVerifier!,
      ...(record.databaseName !== undefined && { databaseName: record.databaseName }),
    });
}
