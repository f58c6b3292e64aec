import { physicalName } from "../physical-name.ts";
import type { ResourceContext } from "../resource-type.ts";

const NAME_LENGTH_MAX = 255;

/** What an ElastiCache deletion takes besides, where the stack wants a last snapshot. */
export function finalSnapshot(context: ResourceContext): { readonly FinalSnapshotIdentifier?: string } {
  if (context.deletionPolicy !== "Snapshot") return {};
  const name = physicalName({ ...context, stackName: `${context.stackName}-snapshot` }, NAME_LENGTH_MAX);
  return { FinalSnapshotIdentifier: name.toLowerCase() };
}
