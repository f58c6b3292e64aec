import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { describeOptionGroup, refuseOptions } from "../../state/option-group.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import { arnOf, type RdsContext } from "../rds-context.ts";

export function modifyOptionGroup(context: RdsContext): Handler<typeof rds, "ModifyOptionGroup"> {
  return async (input) => {
    const group = context.optionGroups.getOwn(input.OptionGroupName!, "modified");
    const included = (input.OptionsToInclude ?? []).map(({ OptionName }) => OptionName ?? "");
    const removed = input.OptionsToRemove ?? [];
    if (included.length + removed.length === 0) {
      throw rdsErrors.invalidCombination("At least one option must be added, modified, or removed.");
    }
    refuseOptions([...included, ...removed]);
    return { OptionGroup: describeOptionGroup(group, arnOf(context, "og", group.name)) };
  };
}
