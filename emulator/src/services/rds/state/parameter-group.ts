import type { Parameter } from "@aws-sdk/client-rds";
import { isModifiable, isStatic, type ServerParameter } from "./parameter-catalogue.ts";
import { rdsErrors } from "./rds-errors.ts";

export interface UserParameter {
  readonly value: string;
  readonly applyMethod: "immediate" | "pending-reboot";
}

export interface ParameterGroupRecord {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  readonly parameters: Record<string, UserParameter>;
  readonly tags: Record<string, string>;
}

const MODIFIED_MAX = 20;

/** The default group of a family: it exists always and holds nothing of its own. */
export function defaultParameterGroup(family: string): ParameterGroupRecord {
  const description = `Default parameter group for ${family}`;
  return { name: `default.${family}`, family, description, parameters: {}, tags: {} };
}

/** Values of a group by parameter name. */
export function groupValues(group: ParameterGroupRecord): Record<string, string> {
  return Object.fromEntries(Object.entries(group.parameters).map(([name, { value }]) => [name, value]));
}

/** The parameters of a ModifyDBParameterGroup request by name. Throws AWS's error; values are the server's to check. */
export function checkedParameters(
  parameters: readonly Parameter[],
  catalogue: ReadonlyMap<string, ServerParameter>,
  owned: ReadonlySet<string>,
): Record<string, UserParameter> {
  if (parameters.length > MODIFIED_MAX) {
    throw rdsErrors.invalidValue(`At most ${MODIFIED_MAX} parameters can be modified in a single request.`);
  }
  return Object.fromEntries(parameters.map((parameter) => checkedParameter(parameter, catalogue, owned)));
}

function checkedParameter(
  { ParameterName: name = "", ParameterValue: value, ApplyMethod: applyMethod }: Parameter,
  catalogue: ReadonlyMap<string, ServerParameter>,
  owned: ReadonlySet<string>,
): [string, UserParameter] {
  const known = catalogue.get(name);
  if (!known) throw rdsErrors.invalidValue(`Could not find parameter with name: ${name}`);
  if (!isModifiable(known, owned)) throw rdsErrors.invalidValue(`The parameter ${name} cannot be modified.`);
  if (value === undefined || applyMethod === undefined) {
    throw rdsErrors.invalidCombination(`ParameterValue and ApplyMethod must be provided for parameter ${name}.`);
  }
  if (applyMethod !== "immediate" && applyMethod !== "pending-reboot") {
    throw rdsErrors.invalidValue(`Invalid apply method: ${String(applyMethod)}`);
  }
  if (applyMethod === "immediate" && isStatic(known)) {
    throw rdsErrors.invalidCombination("cannot use immediate apply method for static parameter");
  }
  return [name, { value, applyMethod }];
}

/** The parameters that an instance runs with once the group's dynamic, immediate ones, of `values`, are reloaded. */
export function immediateParameters(
  applied: Readonly<Record<string, string>>,
  group: ParameterGroupRecord,
  values: Readonly<Record<string, string>>,
  catalogue: ReadonlyMap<string, ServerParameter>,
): Record<string, string> {
  const isReloaded = (name: string): boolean => {
    const known = catalogue.get(name);
    return known !== undefined && !isStatic(known) && group.parameters[name]?.applyMethod !== "pending-reboot";
  };
  const kept = Object.entries(applied).filter(([name]) => !isReloaded(name));
  const reloaded = Object.entries(values).filter(([name]) => isReloaded(name));
  return Object.fromEntries([...kept, ...reloaded]);
}
