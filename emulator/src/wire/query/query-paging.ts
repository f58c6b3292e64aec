import { AwsError } from "../aws-error.ts";
import type { Paging } from "../paginate.ts";

/** `MaxRecords` and `Marker` as RDS and ElastiCache have them: 20 to 100, 100 unless told. */
export function awsQueryPaging<T>(
  list: string,
  key: (item: T) => string,
  limits: Paging<T>["limits"] = { min: 20, max: 100, default: 100 },
): Paging<T> {
  return {
    list,
    key,
    limits,
    invalidLimit: (limit, { min, max }) =>
      new AwsError("InvalidParameterValue", `Invalid value ${limit} for MaxRecords. Must be between ${min} and ${max}`),
    invalidMarker: () => new AwsError("InvalidParameterValue", "The parameter Marker is not a valid marker."),
  };
}
