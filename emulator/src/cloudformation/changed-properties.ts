import { isDeepStrictEqual } from "node:util";
import type { Properties } from "./resource-type.ts";

/** The properties whose values differ from `previous`, with their new values. Removed ones are left out. */
export function changedProperties(properties: Properties, previous: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => !isDeepStrictEqual(value, previous[name])),
  );
}

/** Whether a property was added, removed or given another value. */
export function hasChanged(name: string, properties: Properties, previous: Properties): boolean {
  return !isDeepStrictEqual(properties[name], previous[name]);
}
