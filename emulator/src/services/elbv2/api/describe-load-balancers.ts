import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeLoadBalancer } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { page } from "../state/page.ts";
import type { Elbv2Context } from "./context.ts";

export const describeLoadBalancers =
  ({ state }: Elbv2Context): Handler<typeof sdk, "DescribeLoadBalancers"> =>
  async (input) => {
    if (input.LoadBalancerArns?.length && input.Names?.length) {
      throw elbv2Error.validation("Load balancer names and load balancer ARNs cannot be specified at the same time");
    }
    const all = state.loadBalancers.list();
    const named = input.Names?.map((name) => {
      const record = all.find((candidate) => candidate.name === name);
      if (!record) throw elbv2Error.loadBalancerNotFound(name);
      return record;
    });
    const wanted = input.LoadBalancerArns?.length ? input.LoadBalancerArns.map((arn) => state.loadBalancer(arn)) : all;
    const { items, ...next } = page(named?.length ? named : wanted, input);
    return { LoadBalancers: items.map(describeLoadBalancer), ...next };
  };
