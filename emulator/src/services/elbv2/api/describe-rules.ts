import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeDefaultRule, describeRule } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { page } from "../state/page.ts";
import type { Elbv2Context } from "./context.ts";

export const describeRules =
  ({ state }: Elbv2Context): Handler<typeof sdk, "DescribeRules"> =>
  async (input) => {
    const { ListenerArn, RuleArns } = input;
    if ((ListenerArn === undefined) === !RuleArns?.length) {
      throw elbv2Error.validation("You must specify either listener ARN or rule ARNs");
    }
    const { items, ...next } = page(RuleArns?.length ? RuleArns.map(byArn) : ofListener(), input);
    return { Rules: items, ...next };

    function ofListener(): sdk.Rule[] {
      const listener = state.listener(ListenerArn);
      return [...state.rulesOf(listener.arn).map(describeRule), describeDefaultRule(listener)];
    }

    function byArn(arn: string): sdk.Rule {
      const listener = state.listeners.list().find(({ defaultRuleArn }) => defaultRuleArn === arn);
      return listener ? describeDefaultRule(listener) : describeRule(state.rule(arn));
    }
  };
