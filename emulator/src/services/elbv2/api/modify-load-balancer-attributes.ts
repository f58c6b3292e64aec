import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { changeAttributes, describeAttributes } from "../state/attributes.ts";
import { LOAD_BALANCER_ATTRIBUTES } from "../state/load-balancer-attributes.ts";
import type { Elbv2Context } from "./context.ts";

export const modifyLoadBalancerAttributes =
  ({ state, dataPlane }: Elbv2Context): Handler<typeof sdk, "ModifyLoadBalancerAttributes"> =>
  async (input) => {
    const record = state.loadBalancer(input.LoadBalancerArn);
    const attributes = changeAttributes(LOAD_BALANCER_ATTRIBUTES, record.attributes, input.Attributes);
    state.loadBalancers.put(record.arn, { ...record, attributes });
    await dataPlane.sync(record.arn);
    return { Attributes: describeAttributes(LOAD_BALANCER_ATTRIBUTES, attributes) };
  };
