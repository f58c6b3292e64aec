import { elasticacheErrors } from "./errors.ts";

const NAME_RULE =
  "Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.";

/** AWS's rule for replication groups (40 characters) and parameter groups (255), which it keeps in lower case. */
export function checkedIdentifier(parameter: string, value: string, lengthMax: number): string {
  if (value.length > lengthMax || !/^[a-z](-?[a-z0-9])*$/i.test(value)) {
    throw elasticacheErrors.invalidValue(`The parameter ${parameter} is not a valid identifier. ${NAME_RULE}`);
  }
  return value.toLowerCase();
}

export function checkedSubnetGroupName(value: string): string {
  if (value.length > 255 || !/^[a-z0-9-]+$/i.test(value) || value.toLowerCase() === "default") {
    throw elasticacheErrors.invalidValue(
      "The parameter CacheSubnetGroupName must contain no more than 255 alphanumeric characters or hyphens, and must not be default.",
    );
  }
  return value.toLowerCase();
}

/** AWS keeps descriptions of up to 255 characters. */
export function checkedDescription(parameter: string, value: string): string {
  if (value.length >= 1 && value.length <= 255) return value;
  throw elasticacheErrors.invalidValue(`The parameter ${parameter} must have 1 to 255 characters.`);
}
