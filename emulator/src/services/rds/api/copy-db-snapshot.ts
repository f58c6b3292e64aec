import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { assertSnapshotAvailable, checkedSnapshotIdentifier } from "../state/snapshot-rules.ts";
import { tagRecord } from "../state/tags.ts";
import type { RdsContext } from "./rds-context.ts";
import { showSnapshot, snapshotArn, snapshotNamed } from "./snapshot-named.ts";

/** The copy is a manual snapshot of the caller's region; its source may be of another one, by ARN. */
export function copyDbSnapshot(context: RdsContext): Handler<typeof rds, "CopyDBSnapshot"> {
  return async (input, call) => {
    const source = snapshotNamed(context, input.SourceDBSnapshotIdentifier!, call);
    const identifier = checkedSnapshotIdentifier("TargetDBSnapshotIdentifier", input.TargetDBSnapshotIdentifier!);
    assertSnapshotAvailable(source);
    const { region } = call;
    const { StorageEncrypted: encrypted, KmsKeyId: sourceKey } = source.source.settings;
    if (encrypted && region !== source.region && input.KmsKeyId === undefined) {
      throw rdsErrors.invalidCombination(
        "KmsKeyId must be provided when copying an encrypted snapshot across regions.",
      );
    }
    const key = input.KmsKeyId ?? sourceKey;
    const settings = {
      ...source.source.settings,
      StorageEncrypted: encrypted || input.KmsKeyId !== undefined,
      ...(key !== undefined && { KmsKeyId: key }),
    };
    const copy = context.backups.jobs.copy(source, {
      ...{ identifier, region },
      source: { ...source.source, settings },
      tags: tagRecord(input.Tags, input.CopyTags ? source.tags : {}),
      copiedFrom: snapshotArn(context, source),
      ...(input.OptionGroupName !== undefined && { optionGroupName: input.OptionGroupName }),
    });
    return { DBSnapshot: showSnapshot(context, copy) };
  };
}
