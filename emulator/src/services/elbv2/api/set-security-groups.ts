import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import type { Elbv2Context } from "./context.ts";

export const setSecurityGroups =
  ({ state }: Elbv2Context): Handler<typeof sdk, "SetSecurityGroups"> =>
  async (input) => {
    const securityGroups = input.SecurityGroups ?? [];
    const record = state.loadBalancer(input.LoadBalancerArn);
    state.loadBalancers.put(record.arn, { ...record, securityGroups });
    return { SecurityGroupIds: securityGroups };
  };
