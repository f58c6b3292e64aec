import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { checkedIdentifier } from "../state/identifiers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { tagRecord } from "../state/tags.ts";
import { describeParameterGroup } from "./describe-db-parameter-groups.ts";
import { nameOf, type RdsContext } from "./rds-context.ts";

/** Default groups can be copied too, as on AWS. */
export function copyDbParameterGroup(context: RdsContext): Handler<typeof rds, "CopyDBParameterGroup"> {
  return async (input) => {
    const { parameterGroups } = context;
    const source = parameterGroups.get(nameOf(context, input.SourceDBParameterGroupIdentifier!));
    const asked = input.TargetDBParameterGroupIdentifier!;
    const name = checkedIdentifier("TargetDBParameterGroupIdentifier", asked, 255);
    if (parameterGroups.find(name)) throw rdsErrors.parameterGroupAlreadyExists(name);
    const description = input.TargetDBParameterGroupDescription!;
    const group = { ...source, name, description, tags: tagRecord(input.Tags) };
    parameterGroups.put(group);
    return { DBParameterGroup: describeParameterGroup(context, group) };
  };
}
