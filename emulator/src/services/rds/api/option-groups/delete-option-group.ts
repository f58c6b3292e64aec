import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import type { RdsContext } from "../rds-context.ts";

export function deleteOptionGroup(context: RdsContext): Handler<typeof rds, "DeleteOptionGroup"> {
  return async (input) => {
    const { optionGroups, fleet } = context;
    const { name } = optionGroups.getOwn(input.OptionGroupName!, "deleted");
    if (fleet.records.list().some(({ optionGroupName }) => optionGroupName === name)) {
      throw rdsErrors.invalidOptionGroupState(
        `The option group ${name} cannot be deleted because at least one DB instance is associated with it.`,
      );
    }
    optionGroups.records.delete(name);
    return {};
  };
}
