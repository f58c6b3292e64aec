import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { familyOf } from "../state/engines.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { newReplicationGroup } from "../state/new-replication-group.ts";
import type { ReplicationGroupRecord } from "../state/replication-group.ts";
import { showGroup, zones, type ElasticacheContext } from "./elasticache-context.ts";

/** Answers with a group in state `creating`; its servers come up in the background. */
export function createReplicationGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "CreateReplicationGroup"> {
  return async (input) => {
    const { fleet, engines } = context;
    const record = newReplicationGroup(input, {
      engineVersions: engines,
      zones: zones(context, input.CacheSubnetGroupName),
      now: new Date(),
    });
    checkParameterGroup(context, record);
    if (fleet.records.get(record.identifier)) {
      throw elasticacheErrors.replicationGroupAlreadyExists(record.identifier);
    }
    fleet.records.put(record.identifier, record);
    void context.lifecycle.create(record.identifier);
    return { ReplicationGroup: showGroup(context, record) };
  };
}

/** Throws unless the group's parameter group exists and is of its engine's family. */
export function checkParameterGroup(context: ElasticacheContext, record: ReplicationGroupRecord): void {
  const { family } = context.parameterGroups.get(record.parameterGroupName);
  const expected = familyOf({ engine: record.engine, version: record.engineVersion });
  if (family === expected) return;
  throw elasticacheErrors.invalidCombination(
    `Expected a parameter group of family ${expected} but found one of family ${family}`,
  );
}
