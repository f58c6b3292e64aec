import type { ParameterNameValue } from "@aws-sdk/client-elasticache";
import { elasticacheErrors } from "./errors.ts";
import { checkValue, type ParameterCatalogue } from "./parameter-catalogue.ts";

export interface ParameterGroupRecord {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  /** What a user has set, by name. */
  readonly values: Record<string, string>;
  readonly tags: Record<string, string>;
}

const MODIFIED_MAX = 20;

/** The default group of a family: it exists always and holds nothing of its own. */
export function defaultParameterGroup(family: string): ParameterGroupRecord {
  return {
    name: `default.${family}`,
    family,
    description: `Default parameter group for ${family}`,
    values: {},
    tags: {},
  };
}

/** The values of a ModifyCacheParameterGroup request by name. Throws AWS's error. */
export function checkedValues(
  parameters: readonly ParameterNameValue[],
  catalogue: ParameterCatalogue,
): Record<string, string> {
  if (parameters.length < 1 || parameters.length > MODIFIED_MAX) {
    throw elasticacheErrors.invalidValue(`1 to ${MODIFIED_MAX} parameters can be modified in a single request.`);
  }
  return Object.fromEntries(
    parameters.map(({ ParameterName: name = "", ParameterValue: value }) => {
      const known = modifiableParameter(name, catalogue);
      if (value === undefined) {
        throw elasticacheErrors.invalidCombination(`The parameter ${name} must have a ParameterValue.`);
      }
      checkValue(known, value);
      return [name, value];
    }),
  );
}

/** What is left of `values` after a ResetCacheParameterGroup request. */
export function valuesAfterReset(
  values: Readonly<Record<string, string>>,
  request: { readonly all: boolean; readonly names: readonly string[] },
  catalogue: ParameterCatalogue,
): Record<string, string> {
  if (request.all === request.names.length > 0) {
    throw elasticacheErrors.invalidCombination(
      "Specify either ResetAllParameters as true or ParameterNameValues, and not both.",
    );
  }
  for (const name of request.names) modifiableParameter(name, catalogue);
  if (request.all) return {};
  return Object.fromEntries(Object.entries(values).filter(([name]) => !request.names.includes(name)));
}

function modifiableParameter(name: string, catalogue: ParameterCatalogue) {
  const known = catalogue.get(name);
  if (!known) throw elasticacheErrors.invalidValue(`Could not find parameter with name: ${name}`);
  if (!known.isModifiable) throw elasticacheErrors.invalidValue(`The parameter ${name} cannot be modified.`);
  return known;
}
