import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import type { RdsContext } from "./rds-context.ts";

export function deleteDbParameterGroup(context: RdsContext): Handler<typeof rds, "DeleteDBParameterGroup"> {
  return async (input) => {
    const { parameterGroups, fleet } = context;
    const { name } = parameterGroups.get(input.DBParameterGroupName!);
    if (parameterGroups.isDefault(name)) {
      throw rdsErrors.invalidParameterGroupState("Default DBParameterGroup cannot be deleted.");
    }
    if (fleet.records.list().some(({ parameterGroupName }) => parameterGroupName === name)) {
      throw rdsErrors.invalidParameterGroupState(
        "One or more database instances are still members of this parameter group, so the group cannot be deleted",
      );
    }
    parameterGroups.delete(name);
    return {};
  };
}
