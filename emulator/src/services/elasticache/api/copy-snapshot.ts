import { randomBytes } from "node:crypto";
import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import type { SnapshotRecord } from "../state/snapshot.ts";
import { assertAvailable, checkedSnapshotName } from "../state/snapshot-rules.ts";
import { tagRecord } from "../state/tags.ts";
import { showSnapshot, type ElasticacheContext } from "./elasticache-context.ts";

/** A copy is a manual snapshot, whatever its source is. */
export function copySnapshot(context: ElasticacheContext): Handler<typeof elasticache, "CopySnapshot"> {
  return async (input) => {
    const { snapshots, lifecycle } = context;
    const source = snapshots.get(input.SourceSnapshotName!);
    const name = checkedSnapshotName("TargetSnapshotName", input.TargetSnapshotName!);
    if (input.TargetBucket !== undefined && input.TargetBucket !== "") {
      throw elasticacheErrors.notImplemented(`The export to S3 (TargetBucket ${input.TargetBucket})`);
    }
    assertAvailable(source, "copied");
    const kmsKeyId = input.KmsKeyId ?? source.kmsKeyId;
    const copy: SnapshotRecord = {
      name,
      resourceId: randomBytes(8).toString("hex"),
      status: "creating",
      source: "manual",
      sourceResourceId: source.resourceId,
      createdAt: new Date().toISOString(),
      sizeBytes: source.sizeBytes,
      ...(kmsKeyId !== undefined && { kmsKeyId }),
      origin: source.origin,
      tags: input.Tags ? tagRecord(input.Tags) : source.tags,
    };
    snapshots.add(copy);
    void lifecycle.copySnapshot(copy);
    return { Snapshot: showSnapshot(context, copy) };
  };
}
