import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { subnetGroup, type ElasticacheContext } from "./elasticache-context.ts";

export function deleteCacheSubnetGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DeleteCacheSubnetGroup"> {
  return async (input) => {
    const { name } = subnetGroup(context, input.CacheSubnetGroupName!);
    if (context.fleet.records.list().some(({ subnetGroupName }) => subnetGroupName === name)) {
      throw elasticacheErrors.subnetGroupInUse(name);
    }
    context.subnetGroups.delete(name);
    return {};
  };
}
