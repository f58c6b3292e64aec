import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { elbv2Error } from "../state/errors.ts";
import type { Elbv2Context } from "./context.ts";

export const deleteTargetGroup =
  ({ state, deregistration }: Elbv2Context): Handler<typeof sdk, "DeleteTargetGroup"> =>
  async (input) => {
    const arn = input.TargetGroupArn ?? "";
    if (state.loadBalancerOf(arn)) throw elbv2Error.targetGroupInUse(arn);
    state.targetGroups.delete(arn);
    await deregistration.advance(arn);
    return {};
  };
