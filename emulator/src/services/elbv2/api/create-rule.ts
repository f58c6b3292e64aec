import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { newArn } from "../state/arns.ts";
import { normalizeConditions } from "../state/conditions.ts";
import { describeRule } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { checkPriority } from "../state/priorities.ts";
import type { RuleRecord } from "../state/records.ts";
import { addTags } from "../state/tags.ts";
import type { Elbv2Context } from "./context.ts";
import { checkActions } from "./listener-settings.ts";

const RULES_MAX = 100;

export const createRule =
  (context: Elbv2Context): Handler<typeof sdk, "CreateRule"> =>
  async (input) => {
    const { state, dataPlane } = context;
    const { arn: listenerArn, loadBalancerArn } = state.listener(input.ListenerArn);
    if (input.Transforms?.length) throw elbv2Error.notEmulated("A rule's transforms");
    const rules = state.rulesOf(listenerArn);
    if (rules.length >= RULES_MAX) throw elbv2Error.tooMany("TooManyRules", "rules of a listener", RULES_MAX);
    const priority = checkPriority(input.Priority, rules);
    const rule: RuleRecord = {
      arn: newArn.rule(listenerArn),
      listenerArn,
      priority,
      conditions: normalizeConditions(input.Conditions),
      actions: checkActions(input.Actions, loadBalancerArn, context),
      tags: addTags({}, input.Tags),
    };
    state.rules.put(rule.arn, rule);
    await dataPlane.sync(loadBalancerArn);
    return { Rules: [describeRule(rule)] };
  };
