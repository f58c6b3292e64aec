import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeAttributes } from "../state/attributes.ts";
import { TARGET_GROUP_ATTRIBUTES } from "../state/target-group-attributes.ts";
import type { Elbv2Context } from "./context.ts";

export const describeTargetGroupAttributes =
  ({ state }: Elbv2Context): Handler<typeof sdk, "DescribeTargetGroupAttributes"> =>
  async (input) => {
    const { attributes } = state.targetGroup(input.TargetGroupArn);
    return { Attributes: describeAttributes(TARGET_GROUP_ATTRIBUTES, attributes) };
  };
