import type { Filter } from "@aws-sdk/client-rds";
import { rdsErrors } from "./rds-errors.ts";

/** Keeps items that match every filter; a filter matches with any of its values. Throws for a filter AWS doesn't have. */
export function applyFilters<T>(
  items: readonly T[],
  filters: readonly Filter[] = [],
  known: Readonly<Record<string, (item: T) => readonly string[]>>,
): T[] {
  return filters.reduce<T[]>(
    (kept, { Name = "", Values = [] }) => {
      const valuesOf = known[Name];
      if (!valuesOf) throw rdsErrors.invalidValue(`Unrecognized filter name: ${Name}`);
      return kept.filter((item) => valuesOf(item).some((value) => Values.includes(value)));
    },
    [...items],
  );
}
