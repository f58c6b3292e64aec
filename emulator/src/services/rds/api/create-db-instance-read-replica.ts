import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { newReadReplica } from "../state/new-read-replica.ts";
import { valuesFor } from "../state/parameter-values.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { describe, instanceNamed, zonesFor, type RdsContext } from "./rds-context.ts";

/** Answers with a read replica in state `creating`; it is copied from its source in the background. */
export function createDbInstanceReadReplica(context: RdsContext): Handler<typeof rds, "CreateDBInstanceReadReplica"> {
  return async (input) => {
    const { fleet, parameterGroups, optionGroups, lifecycle } = context;
    if (input.SourceDBClusterIdentifier !== undefined) {
      throw rdsErrors.notImplemented("A read replica of a DB cluster");
    }
    if (input.SourceDBInstanceIdentifier === undefined) {
      throw rdsErrors.missingParameter("SourceDBInstanceIdentifier");
    }
    const source = instanceNamed(context, input.SourceDBInstanceIdentifier);
    const record = newReadReplica(input, source, fleet.replicasOf(source), {
      zones: zonesFor(context, input.DBSubnetGroupName ?? source.subnetGroupName),
      now: new Date(),
    });
    const group = parameterGroups.getFor(record.engineVersion, record.parameterGroupName);
    if (record.optionGroupName !== undefined) optionGroups.getFor(record.engineVersion, record.optionGroupName);
    if (fleet.records.get(record.identifier)) throw rdsErrors.instanceAlreadyExists();
    const created = { ...record, appliedParameters: valuesFor(record, group) };
    fleet.shareCredentials(source.resourceId, record.resourceId);
    fleet.records.put(record.identifier, created);
    void lifecycle.create(record.identifier);
    return { DBInstance: await describe(context, created) };
  };
}
