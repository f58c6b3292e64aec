import type { DbInstanceRecord } from "./db-instance.ts";
import { checkedIdentifier } from "./identifiers.ts";
import { rdsErrors } from "./rds-errors.ts";
import type { SnapshotRecord } from "./snapshot.ts";

/** A manual snapshot's name, in lower case as AWS keeps it. */
export function checkedSnapshotIdentifier(parameter: string, value: string): string {
  if (value === "") throw rdsErrors.invalidValue(`The parameter ${parameter} must be provided and must not be blank.`);
  if (!/^[a-z]/i.test(value)) throw rdsErrors.invalidValue(`Invalid snapshot identifier:  ${value}`);
  return checkedIdentifier(parameter, value, 255);
}

/** Throws `InvalidDBInstanceState` or what the emulator can't do. */
export function assertCanBeSnapshot(record: DbInstanceRecord): void {
  if (record.replicaOf) throw rdsErrors.notImplemented("A snapshot of a read replica; one of its source");
  if (record.status === "available") return;
  throw rdsErrors.invalidInstanceState(
    `Cannot create a snapshot because the database instance ${record.identifier} is not currently in the available state.`,
  );
}

/** Throws `InvalidDBSnapshotState` unless the snapshot's data are there. */
export function assertSnapshotAvailable({ identifier, status }: SnapshotRecord): void {
  if (status === "available") return;
  throw rdsErrors.invalidSnapshotState(`The snapshot ${identifier} is not in the available state, it is ${status}.`);
}

/** Throws `InvalidDBSnapshotState` for what only its instance or a restore that is going on may still need. */
export function assertSnapshotDeletable(record: SnapshotRecord, instances: readonly DbInstanceRecord[]): void {
  if (record.type === "automated") {
    throw rdsErrors.invalidSnapshotState("Only manual snapshots may be deleted.");
  }
  if (record.status === "creating" || record.status === "copying") assertSnapshotAvailable(record);
  const user = instances.find(
    ({ status, restoredFrom }) => status === "creating" && restoredFrom?.directory === record.directory,
  );
  if (!user) return;
  throw rdsErrors.invalidSnapshotState(
    `The snapshot ${record.identifier} is in use: DB instance ${user.identifier} is being restored from it.`,
  );
}
