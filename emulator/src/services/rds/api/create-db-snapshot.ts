import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { assertCanBeSnapshot, checkedSnapshotIdentifier } from "../state/snapshot-rules.ts";
import { tagRecord } from "../state/tags.ts";
import { instanceNamed, type RdsContext } from "./rds-context.ts";
import { showSnapshot } from "./snapshot-named.ts";

/** The instance is `backing-up` until the snapshot is `available`. */
export function createDbSnapshot(context: RdsContext): Handler<typeof rds, "CreateDBSnapshot"> {
  return async (input) => {
    const { fleet, lifecycle, backups } = context;
    const identifier = checkedSnapshotIdentifier("DBSnapshotIdentifier", input.DBSnapshotIdentifier!);
    const record = instanceNamed(context, input.DBInstanceIdentifier!);
    assertCanBeSnapshot(record);
    const inherited = record.settings.CopyTagsToSnapshot ? record.tags : {};
    const snapshot = backups.jobs.request(record, {
      identifier,
      type: "manual",
      tags: tagRecord(input.Tags, inherited),
    });
    fleet.update(record.identifier, { status: "backing-up" });
    void lifecycle.backUp(record.identifier);
    return { DBSnapshot: showSnapshot(context, snapshot) };
  };
}
