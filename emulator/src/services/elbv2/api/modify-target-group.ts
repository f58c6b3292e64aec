import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeTargetGroup } from "../state/describe.ts";
import { changeHealthCheck } from "../state/health-check.ts";
import type { Elbv2Context } from "./context.ts";

export const modifyTargetGroup =
  ({ state, dataPlane }: Elbv2Context): Handler<typeof sdk, "ModifyTargetGroup"> =>
  async (input) => {
    const record = state.targetGroup(input.TargetGroupArn);
    const changed = { ...record, healthCheck: changeHealthCheck(record.healthCheck, input) };
    state.targetGroups.put(record.arn, changed);
    await dataPlane.syncTargetGroup(record.arn);
    return { TargetGroups: [describeTargetGroup(changed, state.loadBalancerOf(record.arn)?.arn)] };
  };
