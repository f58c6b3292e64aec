import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeAttributes } from "../state/attributes.ts";
import { LOAD_BALANCER_ATTRIBUTES } from "../state/load-balancer-attributes.ts";
import type { Elbv2Context } from "./context.ts";

export const describeLoadBalancerAttributes =
  ({ state }: Elbv2Context): Handler<typeof sdk, "DescribeLoadBalancerAttributes"> =>
  async (input) => {
    const { attributes } = state.loadBalancer(input.LoadBalancerArn);
    return { Attributes: describeAttributes(LOAD_BALANCER_ATTRIBUTES, attributes) };
  };
