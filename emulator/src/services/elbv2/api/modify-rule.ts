import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { normalizeConditions } from "../state/conditions.ts";
import { describeRule } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import type { RuleRecord } from "../state/records.ts";
import type { Elbv2Context } from "./context.ts";
import { checkActions } from "./listener-settings.ts";

export const modifyRule =
  (context: Elbv2Context): Handler<typeof sdk, "ModifyRule"> =>
  async (input) => {
    const { state, dataPlane } = context;
    const arn = input.RuleArn ?? "";
    if (state.isDefaultRule(arn)) throw elbv2Error.operationNotPermitted(`Default rule '${arn}' cannot be modified`);
    if (input.Transforms?.length) throw elbv2Error.notEmulated("A rule's transforms");
    const before = state.rule(arn);
    const { loadBalancerArn } = state.listener(before.listenerArn);
    const rule: RuleRecord = {
      ...before,
      conditions: input.Conditions?.length ? normalizeConditions(input.Conditions) : before.conditions,
      actions: input.Actions?.length ? checkActions(input.Actions, loadBalancerArn, context) : before.actions,
    };
    state.rules.put(arn, rule);
    await dataPlane.sync(loadBalancerArn);
    return { Rules: [describeRule(rule)] };
  };
