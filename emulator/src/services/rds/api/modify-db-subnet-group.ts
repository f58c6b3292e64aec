import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { checkSubnets, describeSubnetGroup, zonesOf } from "../state/subnet-group.ts";
import { arnOf, subnetGroup, type RdsContext } from "./rds-context.ts";

/** Zones in which instances of the group run must stay covered. */
export function modifyDbSubnetGroup(context: RdsContext): Handler<typeof rds, "ModifyDBSubnetGroup"> {
  return async (input) => {
    const ids = [...new Set(input.SubnetIds)];
    const subnets = await context.findSubnets(ids);
    const group = subnetGroup(context, input.DBSubnetGroupName!);
    checkSubnets(ids, subnets);
    const modified = { ...group, subnets, description: input.DBSubnetGroupDescription ?? group.description };
    const covered = zonesOf(modified);
    const users = context.fleet.records.list().filter(({ subnetGroupName }) => subnetGroupName === group.name);
    const stranded = users.find(({ zones }) => !covered.includes(zones.a) || !covered.includes(zones.b));
    if (stranded) {
      throw rdsErrors.invalidSubnet(
        `The new subnets don't cover the availability zones of DB instance ${stranded.identifier}: ${stranded.zones.a}, ${stranded.zones.b}.`,
      );
    }
    context.subnetGroups.put(group.name, modified);
    return { DBSubnetGroup: describeSubnetGroup(modified, arnOf(context, "subgrp", group.name)) };
  };
}
