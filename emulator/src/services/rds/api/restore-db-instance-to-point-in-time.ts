import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import type { RestorableWindow } from "../backend/backups/restorable-window.ts";
import { isArchiving } from "../backend/backups/is-archiving.ts";
import { assertWithinWindow } from "../state/restore-time.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { snapshotSource } from "../state/snapshot.ts";
import { automatedBackupArn, backedUp } from "./automated-backups.ts";
import { instanceNamed, type RdsContext } from "./rds-context.ts";
import { restoreInstance } from "./restore-instance.ts";

/** Answers with an instance in state `creating` that will hold what was committed by the time asked, inclusive. */
export function restoreDbInstanceToPointInTime(
  context: RdsContext,
): Handler<typeof rds, "RestoreDBInstanceToPointInTime"> {
  return async (input) => {
    const { SourceDBInstanceIdentifier, SourceDbiResourceId, SourceDBInstanceAutomatedBackupsArn, ...rest } = input;
    const { TargetDBInstanceIdentifier, RestoreTime: time, UseLatestRestorableTime: latest = false, ...request } = rest;
    checkTimes(time, latest);
    const source = sourceOf(context, {
      SourceDBInstanceIdentifier,
      SourceDbiResourceId,
      SourceDBInstanceAutomatedBackupsArn,
    });
    const { resourceId } = source;
    const window = await context.backups.window(resourceId);
    const until = restorableMicroseconds(source, window, time);
    const base = await context.backups.baseFor(resourceId, until);
    if (!base) throw rdsErrors.pointInTimeNotEnabled(source.identifier);
    const DBInstanceIdentifier = TargetDBInstanceIdentifier!;
    // The last transaction of all can't be told from a time: to the latest means everything that is archived.
    const untilMicroseconds = latest ? null : String(until);
    const from = {
      archiveOf: resourceId,
      untilMicroseconds,
      ...(latest && window && { reachesSegment: window.latestSegment }),
      name: source.identifier,
    };
    const defaults = snapshotSource(source, source.zones.a, undefined);
    return { DBInstance: await restoreInstance(context, { ...request, DBInstanceIdentifier }, base, defaults, from) };
  };
}

function checkTimes(time: Date | undefined, latest: boolean): void {
  if (time !== undefined && latest) {
    throw rdsErrors.invalidCombination("RestoreTime can't be specified if UseLatestRestorableTime is true.");
  }
  if (time === undefined && !latest) {
    throw rdsErrors.invalidCombination("Either RestoreTime or UseLatestRestorableTime must be specified.");
  }
}

type Named = Pick<
  rds.RestoreDBInstanceToPointInTimeMessage,
  "SourceDBInstanceIdentifier" | "SourceDbiResourceId" | "SourceDBInstanceAutomatedBackupsArn"
>;

function sourceOf(context: RdsContext, named: Named): DbInstanceRecord {
  const { SourceDBInstanceIdentifier: identifier, SourceDbiResourceId: resourceId } = named;
  const arn = named.SourceDBInstanceAutomatedBackupsArn;
  if ([identifier, resourceId, arn].filter((each) => each !== undefined).length !== 1) {
    throw rdsErrors.invalidCombination(
      "Exactly one of SourceDBInstanceIdentifier, SourceDbiResourceId and SourceDBInstanceAutomatedBackupsArn must be specified.",
    );
  }
  if (identifier !== undefined) {
    const record = instanceNamed(context, identifier);
    if (!isArchiving(record)) throw rdsErrors.pointInTimeNotEnabled(record.identifier);
    return record;
  }
  const found = backedUp(context).find((record) =>
    arn === undefined ? record.resourceId === resourceId : automatedBackupArn(context, record) === arn,
  );
  if (!found) throw rdsErrors.automatedBackupNotFound(resourceId ?? arn!);
  return found;
}

/** The time asked, else the latest there is. */
function restorableMicroseconds(
  source: DbInstanceRecord,
  window: RestorableWindow | undefined,
  time: Date | undefined,
): bigint {
  if (!window) throw rdsErrors.pointInTimeNotEnabled(source.identifier);
  if (time === undefined) return window.latestMicroseconds;
  assertWithinWindow(time, window);
  return BigInt(time.getTime()) * 1_000n;
}
