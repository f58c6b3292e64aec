import type * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import { hasChanged } from "../changed-properties.ts";
import type { Resource, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElbv2Tags } from "./elbv2-tags.ts";

/** AWS::ElasticLoadBalancingV2::ListenerRule; Ref is the ARN. */
export function listenerRuleType(call: ServiceCalls<typeof elbv2>): ResourceType {
  return {
    create: async (properties, context) =>
      asResource((await call("CreateRule", properties, context.call)).Rules![0]!.RuleArn!),
    update: async (arn, properties, previous, context) => {
      const { Actions, Conditions, Transforms, Priority } = properties;
      await call("ModifyRule", { RuleArn: arn, Actions, Conditions, Transforms }, context.call);
      if (hasChanged("Priority", properties, previous)) {
        await call("SetRulePriorities", { RulePriorities: [{ RuleArn: arn, Priority }] }, context.call);
      }
      await updateElbv2Tags(call, arn, properties, previous, context.call);
      return asResource(arn);
    },
    delete: async (arn, _properties, context) => {
      await unlessGone(call("DeleteRule", { RuleArn: arn }, context.call));
    },
  };
}

/** A rule that a template declares is never a listener's default rule. */
function asResource(arn: string): Resource {
  return { identifier: arn, attributes: { RuleArn: arn, IsDefault: false } };
}
