import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeTargetGroup } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { page } from "../state/page.ts";
import type { TargetGroupRecord } from "../state/records.ts";
import type { Elbv2Context } from "./context.ts";

export const describeTargetGroups =
  ({ state }: Elbv2Context): Handler<typeof sdk, "DescribeTargetGroups"> =>
  async (input) => {
    const { items, ...next } = page(wanted(input), input);
    const described = items.map((record) => describeTargetGroup(record, state.loadBalancerOf(record.arn)?.arn));
    return { TargetGroups: described, ...next };

    function wanted({ LoadBalancerArn, TargetGroupArns, Names }: typeof input): TargetGroupRecord[] {
      const all = state.targetGroups.list();
      if (LoadBalancerArn !== undefined) {
        const used = state.targetGroupArnsOf(state.loadBalancer(LoadBalancerArn).arn);
        return all.filter(({ arn }) => used.has(arn));
      }
      if (TargetGroupArns?.length) return TargetGroupArns.map((arn) => state.targetGroup(arn));
      if (!Names?.length) return all;
      return Names.map((name) => {
        const record = all.find((candidate) => candidate.name === name);
        if (!record) throw elbv2Error.targetGroupNotFound();
        return record;
      });
    }
  };
