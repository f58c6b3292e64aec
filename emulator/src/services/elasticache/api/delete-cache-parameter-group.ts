import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

export function deleteCacheParameterGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DeleteCacheParameterGroup"> {
  return async (input) => {
    const { parameterGroups, fleet } = context;
    const { name } = parameterGroups.get(input.CacheParameterGroupName!);
    if (parameterGroups.isDefault(name)) {
      throw elasticacheErrors.invalidParameterGroupState(`The default parameter group ${name} cannot be deleted.`);
    }
    if (fleet.records.list().some(({ parameterGroupName }) => parameterGroupName === name)) {
      throw elasticacheErrors.invalidParameterGroupState(
        "One or more cache clusters are still members of this parameter group, so the group cannot be deleted",
      );
    }
    parameterGroups.delete(name);
    return {};
  };
}
