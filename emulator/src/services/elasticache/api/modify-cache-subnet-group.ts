import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { checkedDescription } from "../state/identifiers.ts";
import { checkSubnets, describeSubnetGroup, zonesOf } from "../state/subnet-group.ts";
import { arnOf, subnetGroup, type ElasticacheContext } from "./elasticache-context.ts";

/** Zones in which nodes of the group run must stay covered. */
export function modifyCacheSubnetGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "ModifyCacheSubnetGroup"> {
  return async (input) => {
    const current = subnetGroup(context, input.CacheSubnetGroupName!);
    const ids = [...new Set(input.SubnetIds ?? current.subnets.map(({ id }) => id))];
    const subnets = await context.findSubnets(ids);
    const group = subnetGroup(context, current.name);
    checkSubnets(ids, subnets);
    const description = checkedDescription(
      "CacheSubnetGroupDescription",
      input.CacheSubnetGroupDescription ?? group.description,
    );
    const modified = { ...group, subnets, description };
    const covered = zonesOf(modified);
    const users = context.fleet.records.list().filter(({ subnetGroupName }) => subnetGroupName === group.name);
    const stranded = users.find(({ nodes }) => nodes.some(({ zone }) => !covered.includes(zone)));
    if (stranded) {
      throw elasticacheErrors.subnetInUse(
        `The new subnets don't cover every availability zone in which replication group ${stranded.identifier} has nodes.`,
      );
    }
    context.subnetGroups.put(group.name, modified);
    return { CacheSubnetGroup: describeSubnetGroup(modified, arnOf(context, "subnetgroup", group.name)) };
  };
}
