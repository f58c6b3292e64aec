import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import type { SnapshotRecord } from "../state/snapshot.ts";
import type { RdsContext } from "./rds-context.ts";
import { snapshotNamed } from "./snapshot-named.ts";

/** The one attribute there is: accounts, or `all`, that may restore the snapshot. */
const RESTORE = "restore";
const ACCOUNTS_MAX = 20;

export function describeDbSnapshotAttributes(context: RdsContext): Handler<typeof rds, "DescribeDBSnapshotAttributes"> {
  return async (input, call) => show(snapshotNamed(context, input.DBSnapshotIdentifier!, call));
}

export function modifyDbSnapshotAttribute(context: RdsContext): Handler<typeof rds, "ModifyDBSnapshotAttribute"> {
  return async (input, call) => {
    const record = snapshotNamed(context, input.DBSnapshotIdentifier!, call);
    if (input.AttributeName !== RESTORE) {
      throw rdsErrors.invalidValue(`Invalid attribute name: ${input.AttributeName}. Must be ${RESTORE}`);
    }
    if (record.type !== "manual") throw rdsErrors.invalidSnapshotState("Only manual snapshots can be shared.");
    const added = input.ValuesToAdd ?? [];
    const removed = new Set(input.ValuesToRemove);
    if (added.some((value) => removed.has(value))) {
      throw rdsErrors.invalidCombination("A value can't be both in ValuesToAdd and in ValuesToRemove.");
    }
    const sharedWith = [...new Set([...record.sharedWith, ...added])].filter((value) => !removed.has(value));
    if (sharedWith.length > ACCOUNTS_MAX) throw rdsErrors.sharedSnapshotQuotaExceeded();
    const wrong = added.find((value) => value !== "all" && !/^\d{12}$/.test(value));
    if (wrong !== undefined) throw rdsErrors.invalidValue(`Invalid account: ${wrong}. Must be 12 digits or all`);
    if (added.includes("all") && record.source.settings.StorageEncrypted) {
      throw rdsErrors.invalidValue("An encrypted snapshot can't be made public.");
    }
    context.backups.snapshots.update(record, { sharedWith });
    return show({ ...record, sharedWith });
  };
}

function show({ identifier, sharedWith }: SnapshotRecord): {
  DBSnapshotAttributesResult: rds.DBSnapshotAttributesResult;
} {
  const attributes = [{ AttributeName: RESTORE, AttributeValues: sharedWith }];
  return { DBSnapshotAttributesResult: { DBSnapshotIdentifier: identifier, DBSnapshotAttributes: attributes } };
}
