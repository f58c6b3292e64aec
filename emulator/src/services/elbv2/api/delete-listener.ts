import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import type { Elbv2Context } from "./context.ts";

export const deleteListener =
  ({ state, dataPlane }: Elbv2Context): Handler<typeof sdk, "DeleteListener"> =>
  async (input) => {
    const { arn, loadBalancerArn } = state.listener(input.ListenerArn);
    state.removeListener(arn);
    await dataPlane.sync(loadBalancerArn);
    return {};
  };
