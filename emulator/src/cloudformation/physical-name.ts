import { randomInt } from "node:crypto";
import type { ResourceContext } from "./resource-type.ts";

const RANDOM_LENGTH = 12;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * The name of a resource whose template gives none: `<stack>-<logicalId>-<random>`, each part cut so that the whole
 * has at most `maxLength` characters.
 * Source: CloudFormation User Guide, "Name type".
 */
export function physicalName(
  { stackName, logicalResourceId }: Pick<ResourceContext, "stackName" | "logicalResourceId">,
  maxLength: number,
): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  const space = maxLength - RANDOM_LENGTH - 2;
  const logical = logicalResourceId.slice(0, Math.max(space - stackName.length, Math.floor(space / 2)));
  const stack = stackName.slice(0, space - logical.length).replace(/-+$/, "");
  return `${stack}-${logical}-${random}`;
}
