import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { changeAttributes, describeAttributes } from "../state/attributes.ts";
import { TARGET_GROUP_ATTRIBUTES } from "../state/target-group-attributes.ts";
import type { Elbv2Context } from "./context.ts";

export const modifyTargetGroupAttributes =
  ({ state, dataPlane }: Elbv2Context): Handler<typeof sdk, "ModifyTargetGroupAttributes"> =>
  async (input) => {
    const record = state.targetGroup(input.TargetGroupArn);
    const attributes = changeAttributes(TARGET_GROUP_ATTRIBUTES, record.attributes, input.Attributes);
    state.targetGroups.put(record.arn, { ...record, attributes });
    await dataPlane.syncTargetGroup(record.arn);
    return { Attributes: describeAttributes(TARGET_GROUP_ATTRIBUTES, attributes) };
  };
