import { createHash } from "node:crypto";
import type { AwsError } from "./aws-error.ts";

export interface PageRequest {
  /** `Marker` or `nextToken` of the request. */
  readonly marker?: string | undefined;
  /** `MaxRecords`, `PageSize` or `maxResults` of the request. */
  readonly limit?: number | undefined;
}

export interface Paging<T> {
  /** Names the list, so that a marker of another one is refused, for example `rds:DescribeDBInstances`. */
  readonly list: string;
  /** Unique and stable; pages are in its order. */
  readonly key: (item: T) => string;
  readonly order?: "ascending" | "descending";
  readonly limits: { readonly min: number; readonly max: number; readonly default: number };
  /** AWS's errors; `awsQueryPaging` and `awsJsonPaging` have the usual ones. */
  readonly invalidLimit: (limit: number, limits: Paging<T>["limits"]) => AwsError;
  readonly invalidMarker: (marker: string) => AwsError;
}

export interface Page<T> {
  readonly items: T[];
  /** Absent on the last page. */
  readonly marker?: string;
}

/**
 * One page of `items`. A marker tells the last key that was given out, not an offset, so that a list which changes
 * between two calls neither repeats nor skips what stayed.
 */
export function paginate<T>(items: readonly T[], request: PageRequest, paging: Paging<T>): Page<T> {
  const limit = request.limit ?? paging.limits.default;
  if (!Number.isInteger(limit) || limit < paging.limits.min || limit > paging.limits.max) {
    throw paging.invalidLimit(limit, paging.limits);
  }
  const direction = paging.order === "descending" ? -1 : 1;
  const compare = (a: string, b: string): number => (a === b ? 0 : (a < b ? -1 : 1) * direction);
  const after = request.marker === undefined || request.marker === "" ? undefined : lastKey(request.marker, paging);
  const rest = items
    .map((item) => ({ item, key: paging.key(item) }))
    .filter(({ key }) => after === undefined || compare(key, after) > 0)
    .sort((a, b) => compare(a.key, b.key));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const result = { items: page.map(({ item }) => item) };
  return rest.length > limit && last ? { ...result, marker: markerAfter(last.key, paging.list) } : result;
}

function markerAfter(key: string, list: string): string {
  return Buffer.from(`${checksum(key, list)}${key}`).toString("base64url");
}

function lastKey<T>(marker: string, paging: Paging<T>): string {
  const text = Buffer.from(marker, "base64url").toString("utf8");
  const key = text.slice(CHECKSUM_LENGTH);
  if (text.slice(0, CHECKSUM_LENGTH) !== checksum(key, paging.list)) throw paging.invalidMarker(marker);
  return key;
}

const CHECKSUM_LENGTH = 12;

/** Tells a marker of this list from one that was truncated, made up or meant for another list. */
function checksum(key: string, list: string): string {
  return createHash("sha256").update(`${list}\0${key}`).digest("base64url").slice(0, CHECKSUM_LENGTH);
}
