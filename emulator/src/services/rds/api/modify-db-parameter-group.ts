import type * as rds from "@aws-sdk/client-rds";
import type { PostgresBinaries } from "../../../runtimes/process/postgres/binaries.ts";
import type { Handler } from "../../../wire/handlers.ts";
import type { ParameterCatalogue } from "../backend/engines.ts";
import { objection } from "../backend/server-check.ts";
import { OWNED_PARAMETERS } from "../backend/server-settings.ts";
import {
  checkedParameters,
  immediateParameters,
  type ParameterGroupRecord,
  type UserParameter,
} from "../state/parameter-group.ts";
import type { ServerParameter } from "../state/parameter-catalogue.ts";
import { evaluateFormula, isFormula } from "../state/parameter-formula.ts";
import { formulaVariables, valuesFor } from "../state/parameter-values.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { arnOf, type RdsContext } from "./rds-context.ts";

const TYPICAL = formulaVariables({ settings: { DBInstanceClass: "db.m6g.large", AllocatedStorage: 100 }, port: 5432 });

/** Values are checked by the server itself; dynamic, immediate ones are reloaded by every instance that uses the group. */
export function modifyDbParameterGroup(context: RdsContext): Handler<typeof rds, "ModifyDBParameterGroup"> {
  return async (input) => {
    const { family } = modifiableGroup(context, input.DBParameterGroupName!);
    const catalogue = await context.engines.catalogue(family);
    const changes = checkedParameters(input.Parameters ?? [], catalogue, OWNED_PARAMETERS);
    const server = await context.engines.serverOf(family);
    for (const [name, { value }] of Object.entries(changes)) await checkValue(server, catalogue.get(name)!, value);
    const group = modifiableGroup(context, input.DBParameterGroupName!);
    saveParameters(context, group, { ...group.parameters, ...changes }, catalogue);
    for (const [name, { value, applyMethod }] of Object.entries(changes)) {
      const detail = `${name} to ${value} with apply method ${applyMethod}`;
      context.events.add("RDS-EVENT-0037", group.name, arnOf(context, "pg", group.name), detail);
    }
    return { DBParameterGroupName: group.name };
  };
}

export function modifiableGroup(context: RdsContext, name: string): ParameterGroupRecord {
  const group = context.parameterGroups.get(name);
  if (context.parameterGroups.isDefault(name)) {
    throw rdsErrors.invalidValue(`The parameter group ${group.name} is a default group and cannot be modified.`);
  }
  return group;
}

export function saveParameters(
  context: RdsContext,
  group: ParameterGroupRecord,
  parameters: Record<string, UserParameter>,
  catalogue: ParameterCatalogue,
): void {
  const modified = { ...group, parameters };
  context.parameterGroups.put(modified);
  for (const record of context.fleet.records.list()) {
    if (record.parameterGroupName !== group.name) continue;
    const applied = immediateParameters(record.appliedParameters, modified, valuesFor(record, modified), catalogue);
    void context.lifecycle.applyParameters(record.identifier, applied);
  }
}

/** What a formula gives for a middling instance; other classes may still get a value that their server refuses. */
function typicalValue({ name, dataType }: ServerParameter, formula: string): string {
  if (dataType !== "integer" && dataType !== "float") {
    throw rdsErrors.invalidValue(`Invalid parameter value: ${formula} for: ${name}. Only numbers may be formulas.`);
  }
  return evaluateFormula(formula, TYPICAL);
}

async function checkValue(server: PostgresBinaries, parameter: ServerParameter, value: string): Promise<void> {
  const { name } = parameter;
  if (/\p{Cc}/u.test(value)) throw rdsErrors.invalidValue(`Invalid parameter value for ${name}: control characters.`);
  if (name.startsWith("rds.")) {
    if (!parameter.allowedValues?.split(",").includes(value)) {
      throw rdsErrors.invalidValue(
        `Invalid parameter value: ${value} for: ${name} allowed values are: ${parameter.allowedValues}`,
      );
    }
    return;
  }
  const refusal = await objection(server, name, isFormula(value) ? typicalValue(parameter, value) : value);
  if (refusal) throw rdsErrors.invalidValue(`Invalid parameter value: ${value} for: ${name}. ${refusal}`);
}
