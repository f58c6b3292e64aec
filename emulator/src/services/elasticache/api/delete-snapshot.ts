import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { assertAvailable } from "../state/snapshot-rules.ts";
import { isRestoring, showSnapshot, type ElasticacheContext } from "./elasticache-context.ts";

/** A snapshot that is being taken, copied or restored stays. */
export function deleteSnapshot(context: ElasticacheContext): Handler<typeof elasticache, "DeleteSnapshot"> {
  return async (input) => {
    const { snapshots } = context;
    const snapshot = snapshots.get(input.SnapshotName!);
    if (snapshots.isBeingCopied(snapshot)) {
      throw elasticacheErrors.invalidSnapshotState(`Snapshot ${snapshot.name} can't be deleted while it is copied.`);
    }
    if (snapshot.status !== "failed") assertAvailable(snapshot, "deleted", isRestoring(context, snapshot));
    const deleting = { ...snapshot, status: "deleting" as const };
    snapshots.records.put(snapshot.name, deleting);
    void snapshots.delete(deleting);
    return { Snapshot: showSnapshot(context, deleting) };
  };
}
