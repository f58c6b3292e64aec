import type * as rds from "@aws-sdk/client-rds";
import { currentData } from "../backend/backup-faults.ts";
import { groupValues } from "../state/parameter-group.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { restoredInstance, type RestoreRequest } from "../state/restored-instance.ts";
import type { RestoredFrom } from "../state/restored-from.ts";
import type { SnapshotRecord, SnapshotSource } from "../state/snapshot.ts";
import { describe, zonesFor, type RdsContext } from "./rds-context.ts";

/** Begins an instance that is restored from `snapshot`; `source` is what the request's defaults come from. */
export async function restoreInstance(
  context: RdsContext,
  request: RestoreRequest,
  snapshot: SnapshotRecord,
  source: SnapshotSource,
  from: Omit<RestoredFrom, "directory">,
): Promise<rds.DBInstance> {
  const { fleet, parameterGroups, optionGroups, lifecycle, backups, engines } = context;
  const record = restoredInstance(
    request,
    source,
    { ...(await currentData(fleet, backups, source.resourceId, from)), directory: snapshot.directory },
    { zones: zonesFor(context, request.DBSubnetGroupName), now: new Date() },
  );
  const group = parameterGroups.getFor(record.engineVersion, record.parameterGroupName);
  if (record.optionGroupName !== undefined) optionGroups.getFor(record.engineVersion, record.optionGroupName);
  await engines.install(record.engineVersion);
  if (fleet.records.get(record.identifier)) throw rdsErrors.instanceAlreadyExists();
  const credentials = backups.snapshots.credentials(snapshot);
  if (!credentials) throw rdsErrors.snapshotNotFound(snapshot.identifier);
  const created = { ...record, appliedParameters: groupValues(group) };
  fleet.adoptCredentials(record.resourceId, credentials);
  fleet.records.put(record.identifier, created);
  void lifecycle.create(record.identifier);
  return describe(context, created);
}
