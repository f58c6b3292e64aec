import type { Properties } from "./resource-type.ts";

/** `properties` without the named ones. */
export function omit(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}
