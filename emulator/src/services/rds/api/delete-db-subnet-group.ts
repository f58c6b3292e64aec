import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { subnetGroup, type RdsContext } from "./rds-context.ts";

export function deleteDbSubnetGroup(context: RdsContext): Handler<typeof rds, "DeleteDBSubnetGroup"> {
  return async (input) => {
    const { name } = subnetGroup(context, input.DBSubnetGroupName!);
    const user = context.fleet.records.list().find(({ subnetGroupName }) => subnetGroupName === name);
    if (user) throw rdsErrors.subnetGroupInUse(name, user.identifier);
    context.subnetGroups.delete(name);
    return {};
  };
}
