import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { elbv2Error } from "../state/errors.ts";
import type { Elbv2Context } from "./context.ts";
import { zonesOf } from "./zones.ts";

export const setSubnets =
  ({ state, network }: Elbv2Context): Handler<typeof sdk, "SetSubnets"> =>
  async (input) => {
    const { zones, vpcId } = await zonesOf(input, network);
    const record = state.loadBalancer(input.LoadBalancerArn);
    if (vpcId !== record.vpcId) {
      throw elbv2Error.invalidConfiguration(`The subnets must belong to the load balancer's VPC '${record.vpcId}'`);
    }
    const ipAddressType = input.IpAddressType ?? record.ipAddressType;
    state.loadBalancers.put(record.arn, { ...record, zones, ipAddressType });
    return { AvailabilityZones: [...zones], IpAddressType: ipAddressType };
  };
