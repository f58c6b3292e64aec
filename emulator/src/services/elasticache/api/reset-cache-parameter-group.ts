import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { valuesAfterReset } from "../state/parameter-group.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";
import { modifiableGroup, saveValues } from "./modify-cache-parameter-group.ts";

export function resetCacheParameterGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "ResetCacheParameterGroup"> {
  return async (input) => {
    const group = modifiableGroup(context, input.CacheParameterGroupName!);
    const names = (input.ParameterNameValues ?? []).map(({ ParameterName = "" }) => ParameterName);
    const request = { all: input.ResetAllParameters ?? false, names };
    saveValues(context, group, valuesAfterReset(group.values, request, context.parameterGroups.catalogue(group)));
    return { CacheParameterGroupName: group.name };
  };
}
