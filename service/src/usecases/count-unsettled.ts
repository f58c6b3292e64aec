import type { OperationStore } from "./operation-store.ts";

/** After which a person should look. Whatever asks the provider again has had many attempts by then. */
export const UNSETTLED_OLDER_THAN_MS = 60_000;

/**
 * How many operations providers were asked for and have not answered for longer than `UNSETTLED_OLDER_THAN_MS`, over all
 * merchants and tasks: the recovery job can't settle them. For a gauge and its alarm; 0 is healthy.
 * Reads only what is pending, through an index. Throws `database_unavailable`, `overloaded`.
 */
export function countUnsettled(operations: Pick<OperationStore, "countUnsettled">): Promise<number> {
  return operations.countUnsettled(UNSETTLED_OLDER_THAN_MS);
}
