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
      if (Values.length === 0) throw rdsErrors.invalidCombination(`The list of values of ${Name} must not be empty.`);
      return kept.filter((item) => valuesOf(item).some((value) => Values.includes(value)));
    },
    [...items],
  );
}

/**
 * Filters with an identifier that is asked for beside them: to AWS it is one more value of the filter `name`, so that a
 * filter of that name widens what is found. `nameOf` takes the name out of an ARN.
 */
export function withIdentifier(
  filters: readonly Filter[] = [],
  name: string,
  asked: string | undefined,
  nameOf: (value: string) => string,
): Filter[] {
  const isSame = ({ Name }: Filter): boolean => Name === name;
  const named = filters.map((filter) => (isSame(filter) ? { ...filter, Values: filter.Values?.map(nameOf) } : filter));
  if (asked === undefined) return named;
  if (!filters.some(isSame)) return [...named, { Name: name, Values: [nameOf(asked)] }];
  return named.map((filter) =>
    isSame(filter) ? { ...filter, Values: [...(filter.Values ?? []), nameOf(asked)] } : filter,
  );
}
