import type * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import { hasChanged } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElbv2Tags } from "./elbv2-tags.ts";

/** AWS::ElasticLoadBalancingV2::Listener; Ref is the ARN. */
export function listenerType(call: ServiceCalls<typeof elbv2>): ResourceType {
  return {
    create: async (properties, context) => {
      const { Listeners } = await call("CreateListener", omit(properties, ["ListenerAttributes"]), context.call);
      const arn = Listeners![0]!.ListenerArn!;
      context.exists(arn);
      await applyAttributes(call, arn, properties, {}, context);
      return asResource(arn);
    },
    update: async (arn, properties, previous, context) => {
      const input = { ...omit(properties, ["ListenerAttributes", "LoadBalancerArn", "Tags"]), ListenerArn: arn };
      await call("ModifyListener", input, context.call);
      await applyAttributes(call, arn, properties, previous, context);
      await updateElbv2Tags(call, arn, properties, previous, context.call);
      return asResource(arn);
    },
    delete: async (arn, _properties, context) => {
      await unlessGone(call("DeleteListener", { ListenerArn: arn }, context.call));
    },
  };
}

async function applyAttributes(
  call: ServiceCalls<typeof elbv2>,
  ListenerArn: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const Attributes = properties["ListenerAttributes"];
  if (Attributes === undefined || !hasChanged("ListenerAttributes", properties, previous)) return;
  await call("ModifyListenerAttributes", { ListenerArn, Attributes }, context.call);
}

function asResource(arn: string): Resource {
  return { identifier: arn, attributes: { ListenerArn: arn } };
}
