import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { checkedIdentifier } from "../state/identifiers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { tagRecord } from "../state/tags.ts";
import { describeParameterGroup } from "./describe-db-parameter-groups.ts";
import type { RdsContext } from "./rds-context.ts";

export function createDbParameterGroup(context: RdsContext): Handler<typeof rds, "CreateDBParameterGroup"> {
  return async (input) => {
    const { parameterGroups, engines } = context;
    const name = checkedIdentifier("DBParameterGroupName", input.DBParameterGroupName!, 255);
    const family = input.DBParameterGroupFamily!;
    if (!engines.families.includes(family)) throw rdsErrors.familyNotFound(family, engines.families);
    if (parameterGroups.find(name)) throw rdsErrors.parameterGroupAlreadyExists(name);
    const group = { name, family, description: input.Description!, parameters: {}, tags: tagRecord(input.Tags) };
    parameterGroups.put(group);
    return { DBParameterGroup: describeParameterGroup(context, group) };
  };
}
