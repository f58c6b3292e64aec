import { AwsError } from "../aws-error.ts";
import type { Paging } from "../paginate.ts";

/** `maxResults` and `nextToken` as ECS and ECR have them: 1 to 100 (ECR: 1,000), 100 unless told. */
export function awsJsonPaging<T>(
  list: string,
  key: (item: T) => string,
  limits: Paging<T>["limits"] = { min: 1, max: 100, default: 100 },
): Paging<T> {
  return {
    list,
    key,
    limits,
    invalidLimit: (_limit, { min, max }) =>
      new AwsError(
        "InvalidParameterException",
        `Invalid parameter at 'maxResults' failed to satisfy constraint: 'must be between ${min} and ${max}'`,
      ),
    invalidMarker: () => new AwsError("InvalidParameterException", "Invalid parameter at 'nextToken': invalid token."),
  };
}
