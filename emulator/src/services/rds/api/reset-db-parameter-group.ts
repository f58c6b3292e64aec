import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { modifiableGroup, saveParameters } from "./modify-db-parameter-group.ts";
import type { RdsContext } from "./rds-context.ts";

export function resetDbParameterGroup(context: RdsContext): Handler<typeof rds, "ResetDBParameterGroup"> {
  return async (input) => {
    const group = modifiableGroup(context, input.DBParameterGroupName!);
    const all = input.ResetAllParameters ?? true;
    const named = (input.Parameters ?? []).map(({ ParameterName = "" }) => ParameterName);
    const catalogue = await context.engines.catalogue(group.family);
    const unknown = named.find((name) => !catalogue.has(name));
    if (unknown !== undefined) throw rdsErrors.invalidValue(`Could not find parameter with name: ${unknown}`);
    if (!all && named.length === 0) {
      throw rdsErrors.invalidCombination("Parameters must be provided unless ResetAllParameters is true.");
    }
    const kept = Object.entries(group.parameters).filter(([name]) => named.length > 0 && !named.includes(name));
    saveParameters(context, group, Object.fromEntries(kept), catalogue);
    return { DBParameterGroupName: group.name };
  };
}
