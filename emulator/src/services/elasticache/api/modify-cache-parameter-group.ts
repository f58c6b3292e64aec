import type * as elasticache from "@aws-sdk/client-elasticache";
import { objection } from "../../../runtimes/process/redis/objection.ts";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { checkedValues, type ParameterGroupRecord } from "../state/parameter-group.ts";
import { keyOf } from "../state/replication-group.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

/** Values are checked by the server program itself, too; every server whose group uses them takes them over at once. */
export function modifyCacheParameterGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "ModifyCacheParameterGroup"> {
  return async (input) => {
    const { family } = modifiableGroup(context, input.CacheParameterGroupName!);
    const { binary, catalogue } = context.parameterGroups.family(family).engine;
    const changes = checkedValues(input.ParameterNameValues ?? [], catalogue);
    for (const [name, value] of Object.entries(changes)) {
      const refusal = catalogue.get(name)!.isServers ? await objection(binary, [name, value]) : undefined;
      if (refusal) throw elasticacheErrors.invalidValue(`Invalid parameter value: ${value} for: ${name}. ${refusal}`);
    }
    const group = modifiableGroup(context, input.CacheParameterGroupName!);
    saveValues(context, group, { ...group.values, ...changes });
    return { CacheParameterGroupName: group.name };
  };
}

export function modifiableGroup(context: ElasticacheContext, name: string): ParameterGroupRecord {
  const group = context.parameterGroups.get(name);
  if (context.parameterGroups.isDefault(name)) {
    throw elasticacheErrors.invalidValue(
      `The parameter group ${group.name} is a default group and cannot be modified.`,
    );
  }
  return group;
}

export function saveValues(
  context: ElasticacheContext,
  group: ParameterGroupRecord,
  values: Record<string, string>,
): void {
  context.parameterGroups.put({ ...group, values });
  for (const record of context.fleet.records.list()) {
    if (record.parameterGroupName === group.name) void context.lifecycle.applyParameters(keyOf(record));
  }
}
