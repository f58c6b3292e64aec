import {
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
  type DBInstance,
} from "@aws-sdk/client-rds";
import type { Recovery } from "../recovery.ts";
import { ownTags, SOURCE_TAG } from "../source-tag.ts";
import { restoredName } from "./instance-names.ts";
import { availableInstance } from "./instance.ts";
import { originalOf } from "./instances.ts";
import type { Situation } from "./situation.ts";
import { sourceTag, type Source } from "./source.ts";

/**
 * Restores beside the original, with its networks, parameters and size but in one zone and unprotected: a standby would
 * make it take longer, and it may yet be thrown away. What remains is set once it is in service.
 */
export async function restore(
  recovery: Recovery,
  source: Source,
  situation: Situation,
  report: (line: string) => void,
): Promise<DBInstance> {
  const { clients, names } = recovery;
  const identifier = restoredName(names.databaseInstance);
  if (!situation.restored) await begin(recovery, source, originalOf(situation, recovery));
  return availableInstance(clients, identifier, report);
}

async function begin({ clients, names }: Recovery, source: Source, original: DBInstance): Promise<void> {
  const settings = {
    DBInstanceClass: original.DBInstanceClass,
    DBSubnetGroupName: original.DBSubnetGroup?.DBSubnetGroupName,
    VpcSecurityGroupIds: (original.VpcSecurityGroups ?? []).flatMap(
      ({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? [],
    ),
    DBParameterGroupName: original.DBParameterGroups?.[0]?.DBParameterGroupName,
    StorageType: original.StorageType,
    PubliclyAccessible: original.PubliclyAccessible,
    AutoMinorVersionUpgrade: original.AutoMinorVersionUpgrade,
    CopyTagsToSnapshot: original.CopyTagsToSnapshot,
    MultiAZ: false,
    DeletionProtection: false,
    Tags: [...ownTags(original.TagList), { Key: SOURCE_TAG, Value: sourceTag(source) }],
  };
  const identifier = restoredName(names.databaseInstance);
  if (source.kind === "snapshot") {
    await clients.rds.send(
      new RestoreDBInstanceFromDBSnapshotCommand({
        ...settings,
        DBInstanceIdentifier: identifier,
        DBSnapshotIdentifier: source.snapshot,
      }),
    );
    return;
  }
  await clients.rds.send(
    new RestoreDBInstanceToPointInTimeCommand({
      ...settings,
      SourceDBInstanceIdentifier: original.DBInstanceIdentifier,
      TargetDBInstanceIdentifier: identifier,
      RestoreTime: source.time,
    }),
  );
}
