import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeListener } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { page } from "../state/page.ts";
import type { Elbv2Context } from "./context.ts";

export const describeListeners =
  ({ state }: Elbv2Context): Handler<typeof sdk, "DescribeListeners"> =>
  async (input) => {
    const { LoadBalancerArn, ListenerArns } = input;
    if (LoadBalancerArn === undefined && !ListenerArns?.length) {
      throw elbv2Error.validation("You must specify either listener ARNs or a load balancer ARN");
    }
    const wanted = ListenerArns?.length
      ? ListenerArns.map((arn) => state.listener(arn))
      : state.listenersOf(state.loadBalancer(LoadBalancerArn).arn);
    const { items, ...next } = page(wanted, input);
    return { Listeners: items.map(describeListener), ...next };
  };
