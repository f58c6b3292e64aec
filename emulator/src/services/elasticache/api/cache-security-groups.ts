import { elasticacheErrors } from "../state/errors.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

/** Cache security groups belong to EC2-Classic: accounts of today get this error from each of their operations. */
export const refuseCacheSecurityGroups = (_context: ElasticacheContext) => async (): Promise<never> => {
  throw elasticacheErrors.invalidValue(
    "Use of cache security groups is not permitted in this API version for your account.",
  );
};
