import { rdsErrors } from "../../state/rds-errors.ts";
import type { RdsContext } from "../rds-context.ts";

/** The identifier of a source that exists. Throws `SourceNotFound`, or an error without a source type. */
export function checkedSource(context: RdsContext, sourceType: string | undefined, identifier: string): string {
  if (sourceType === undefined) {
    throw rdsErrors.invalidCombination("SourceType must be provided if source identifiers are.");
  }
  const id = identifier.toLowerCase();
  if (sourceType === "db-instance" && context.fleet.records.get(id)) return id;
  if (sourceType === "db-parameter-group" && context.parameterGroups.find(id)) return id;
  if (sourceType === "db-snapshot" && context.backups.snapshots.find(id)) return id;
  throw rdsErrors.sourceNotFound(identifier);
}
