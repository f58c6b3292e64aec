import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { checkedSubnetGroupName } from "../state/identifiers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { checkSubnets, describeSubnetGroup } from "../state/subnet-group.ts";
import { tagRecord } from "../state/tags.ts";
import { arnOf, type RdsContext } from "./rds-context.ts";

export function createDbSubnetGroup(context: RdsContext): Handler<typeof rds, "CreateDBSubnetGroup"> {
  return async (input) => {
    const name = checkedSubnetGroupName(input.DBSubnetGroupName!);
    const ids = [...new Set(input.SubnetIds)];
    const tags = tagRecord(input.Tags);
    const subnets = await context.findSubnets(ids);
    if (context.subnetGroups.get(name)) throw rdsErrors.subnetGroupAlreadyExists(name);
    checkSubnets(ids, subnets);
    const group = { name, description: input.DBSubnetGroupDescription!, subnets, tags };
    context.subnetGroups.put(name, group);
    return { DBSubnetGroup: describeSubnetGroup(group, arnOf(context, "subgrp", name)) };
  };
}
