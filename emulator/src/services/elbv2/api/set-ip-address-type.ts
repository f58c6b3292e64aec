import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import type { Elbv2Context } from "./context.ts";

export const setIpAddressType =
  ({ state }: Elbv2Context): Handler<typeof sdk, "SetIpAddressType"> =>
  async (input) => {
    const record = state.loadBalancer(input.LoadBalancerArn);
    const ipAddressType = input.IpAddressType ?? record.ipAddressType;
    state.loadBalancers.put(record.arn, { ...record, ipAddressType });
    return { IpAddressType: ipAddressType };
  };
