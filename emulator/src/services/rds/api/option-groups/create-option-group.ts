import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { checkedEngine, majorOf } from "../../state/engine.ts";
import { checkedIdentifier } from "../../state/identifiers.ts";
import { describeOptionGroup } from "../../state/option-group.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import { tagRecord } from "../../state/tags.ts";
import { arnOf, type RdsContext } from "../rds-context.ts";

export function createOptionGroup(context: RdsContext): Handler<typeof rds, "CreateOptionGroup"> {
  return async (input) => {
    const name = checkedIdentifier("OptionGroupName", input.OptionGroupName!, 255);
    checkedEngine(input.EngineName!);
    const majorVersion = input.MajorEngineVersion!;
    const majors = [...new Set(context.engines.versions.map(majorOf))];
    if (!majors.includes(majorVersion)) {
      throw rdsErrors.invalidValue(
        `Invalid major engine version: ${majorVersion}. Versions present: ${majors.join(", ")}.`,
      );
    }
    if (context.optionGroups.find(name)) throw rdsErrors.optionGroupAlreadyExists(name);
    const group = { name, description: input.OptionGroupDescription!, majorVersion, tags: tagRecord(input.Tags) };
    context.optionGroups.records.put(name, group);
    return { OptionGroup: describeOptionGroup(group, arnOf(context, "og", name)) };
  };
}
