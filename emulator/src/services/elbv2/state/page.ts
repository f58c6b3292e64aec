import { elbv2Error } from "./errors.ts";

const PAGE_SIZE_MAX = 400;

export interface Page<T> {
  readonly items: T[];
  readonly NextMarker?: string;
}

/** One page of a list: `Marker` is the position that the page before ended at. Throws `ValidationError`. */
export function page<T>(
  all: readonly T[],
  input: { Marker?: string | undefined; PageSize?: number | undefined },
): Page<T> {
  const { Marker = "0", PageSize = PAGE_SIZE_MAX } = input;
  if (!(PageSize >= 1 && PageSize <= PAGE_SIZE_MAX)) {
    throw elbv2Error.validation(`Page size '${PageSize}' must be between 1 and ${PAGE_SIZE_MAX}`);
  }
  if (!/^\d{1,6}$/.test(Marker)) throw elbv2Error.validation(`Marker '${Marker}' is not valid`);
  const from = Number(Marker);
  const items = all.slice(from, from + PageSize);
  return from + PageSize < all.length ? { items, NextMarker: `${from + PageSize}` } : { items };
}
