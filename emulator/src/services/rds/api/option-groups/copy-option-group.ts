import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { checkedIdentifier } from "../../state/identifiers.ts";
import { describeOptionGroup } from "../../state/option-group.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import { tagRecord } from "../../state/tags.ts";
import { arnOf, nameOf, type RdsContext } from "../rds-context.ts";

export function copyOptionGroup(context: RdsContext): Handler<typeof rds, "CopyOptionGroup"> {
  return async (input) => {
    const { optionGroups } = context;
    const source = optionGroups.getOwn(nameOf(context, input.SourceOptionGroupIdentifier!), "copied");
    const name = checkedIdentifier("TargetOptionGroupIdentifier", input.TargetOptionGroupIdentifier!, 255);
    if (optionGroups.find(name)) throw rdsErrors.optionGroupAlreadyExists(name);
    const description = input.TargetOptionGroupDescription!;
    const group = { ...source, name, description, tags: tagRecord(input.Tags) };
    optionGroups.records.put(name, group);
    return { OptionGroup: describeOptionGroup(group, arnOf(context, "og", name)) };
  };
}
