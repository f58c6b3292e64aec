import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeRule } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { checkPriority } from "../state/priorities.ts";
import type { Elbv2Context } from "./context.ts";

/** All or none; rules may swap their priorities. */
export const setRulePriorities =
  ({ state, dataPlane }: Elbv2Context): Handler<typeof sdk, "SetRulePriorities"> =>
  async (input) => {
    const wanted = new Map((input.RulePriorities ?? []).map(({ RuleArn = "", Priority }) => [RuleArn, Priority]));
    const isDefault = [...wanted.keys()].find((arn) => state.isDefaultRule(arn));
    if (isDefault) throw elbv2Error.operationNotPermitted(`Default rule '${isDefault}' has no priority`);
    const moved = [...wanted].map(([arn, priority]) => {
      const rule = state.rule(arn);
      const others = state.rulesOf(rule.listenerArn).filter((other) => !wanted.has(other.arn));
      return { ...rule, priority: checkPriority(priority, others) };
    });
    const twice = moved.find((rule, index) =>
      moved.some(
        (other, at) => at < index && other.listenerArn === rule.listenerArn && other.priority === rule.priority,
      ),
    );
    if (twice) throw elbv2Error.priorityInUse(twice.priority);
    for (const rule of moved) state.rules.put(rule.arn, rule);
    const touched = new Set(moved.map(({ listenerArn }) => state.listener(listenerArn).loadBalancerArn));
    for (const arn of touched) await dataPlane.sync(arn);
    return { Rules: moved.map(describeRule) };
  };
