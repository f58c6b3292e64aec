import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { elbv2Error } from "../state/errors.ts";
import type { Elbv2Context } from "./context.ts";

export const deleteRule =
  ({ state, dataPlane }: Elbv2Context): Handler<typeof sdk, "DeleteRule"> =>
  async (input) => {
    const arn = input.RuleArn ?? "";
    if (state.isDefaultRule(arn)) throw elbv2Error.operationNotPermitted(`Default rule '${arn}' cannot be deleted`);
    const { listenerArn } = state.rule(arn);
    state.rules.delete(arn);
    await dataPlane.sync(state.listener(listenerArn).loadBalancerArn);
    return {};
  };
