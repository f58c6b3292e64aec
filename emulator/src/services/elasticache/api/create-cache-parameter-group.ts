import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { checkedDescription, checkedIdentifier } from "../state/identifiers.ts";
import { tagRecord } from "../state/tags.ts";
import { showParameterGroup } from "./describe-cache-parameter-groups.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

const NAME_LENGTH_MAX = 255;

export function createCacheParameterGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "CreateCacheParameterGroup"> {
  return async (input) => {
    const { parameterGroups } = context;
    const name = checkedIdentifier("CacheParameterGroupName", input.CacheParameterGroupName!, NAME_LENGTH_MAX);
    const description = checkedDescription("Description", input.Description!);
    const family = parameterGroups.family(input.CacheParameterGroupFamily!).name;
    if (parameterGroups.find(name)) throw elasticacheErrors.parameterGroupAlreadyExists(name);
    const group = { name, family, description, values: {}, tags: tagRecord(input.Tags) };
    parameterGroups.put(group);
    return { CacheParameterGroup: showParameterGroup(context, group) };
  };
}
