import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";

/** There is one region here, so there is none from which anything could be copied or replicated into it. */
export function describeSourceRegions(): Handler<typeof rds, "DescribeSourceRegions"> {
  return async () => ({ SourceRegions: [] });
}
