import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { checkedEngine } from "../../state/engine.ts";

/** RDS for PostgreSQL has no options: what other engines have as options are extensions there. */
export function describeOptionGroupOptions(): Handler<typeof rds, "DescribeOptionGroupOptions"> {
  return async (input) => {
    checkedEngine(input.EngineName!);
    return { OptionGroupOptions: [] };
  };
}
