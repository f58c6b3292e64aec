import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { checkedDescription, checkedSubnetGroupName } from "../state/identifiers.ts";
import { checkSubnets, describeSubnetGroup } from "../state/subnet-group.ts";
import { tagRecord } from "../state/tags.ts";
import { arnOf, type ElasticacheContext } from "./elasticache-context.ts";

export function createCacheSubnetGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "CreateCacheSubnetGroup"> {
  return async (input) => {
    const name = checkedSubnetGroupName(input.CacheSubnetGroupName!);
    const description = checkedDescription("CacheSubnetGroupDescription", input.CacheSubnetGroupDescription!);
    const ids = [...new Set(input.SubnetIds)];
    const tags = tagRecord(input.Tags);
    const subnets = await context.findSubnets(ids);
    if (context.subnetGroups.get(name)) throw elasticacheErrors.subnetGroupAlreadyExists(name);
    checkSubnets(ids, subnets);
    const group = { name, description, subnets, tags };
    context.subnetGroups.put(name, group);
    return { CacheSubnetGroup: describeSubnetGroup(group, arnOf(context, "subnetgroup", name)) };
  };
}
