import type * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import { changedProperties, hasChanged } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElbv2Tags } from "./elbv2-tags.ts";

const NAME_LENGTH_MAX = 32;
const NOT_FOR_CREATE = ["TargetGroupAttributes", "Targets"];
const HEALTH_CHECK = /^(HealthCheck\w+|HealthyThresholdCount|UnhealthyThresholdCount|Matcher)$/;

/** AWS::ElasticLoadBalancingV2::TargetGroup; Ref is the ARN. */
export function targetGroupType(call: ServiceCalls<typeof elbv2>): ResourceType {
  const find = async (arn: string, context: ResourceContext): Promise<elbv2.TargetGroup> =>
    (await call("DescribeTargetGroups", { TargetGroupArns: [arn] }, context.call)).TargetGroups![0]!;
  return {
    create: async (properties, context) => {
      const Name = properties["Name"] ?? physicalName(context, NAME_LENGTH_MAX);
      const input = { ...omit(properties, NOT_FOR_CREATE), Name };
      const { TargetGroups } = await call("CreateTargetGroup", input, context.call);
      const arn = TargetGroups![0]!.TargetGroupArn!;
      context.exists(arn);
      await applyAttributes(call, arn, properties, {}, context);
      await applyTargets(call, arn, properties, {}, context);
      return asResource(await find(arn, context));
    },
    update: async (arn, properties, previous, context) => {
      const changed = Object.entries(changedProperties(properties, previous));
      const checks = Object.fromEntries(changed.filter(([name]) => HEALTH_CHECK.test(name)));
      if (Object.keys(checks).length > 0)
        await call("ModifyTargetGroup", { TargetGroupArn: arn, ...checks }, context.call);
      await applyAttributes(call, arn, properties, previous, context);
      await applyTargets(call, arn, properties, previous, context);
      await updateElbv2Tags(call, arn, properties, previous, context.call);
      return asResource(await find(arn, context));
    },
    delete: async (arn, _properties, context) => {
      await unlessGone(call("DeleteTargetGroup", { TargetGroupArn: arn }, context.call));
    },
  };
}

async function applyAttributes(
  call: ServiceCalls<typeof elbv2>,
  TargetGroupArn: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const Attributes = properties["TargetGroupAttributes"];
  if (Attributes === undefined || !hasChanged("TargetGroupAttributes", properties, previous)) return;
  await call("ModifyTargetGroupAttributes", { TargetGroupArn, Attributes }, context.call);
}

/** Targets that others registered, such as an ECS service, are left alone. */
async function applyTargets(
  call: ServiceCalls<typeof elbv2>,
  TargetGroupArn: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  if (!hasChanged("Targets", properties, previous)) return;
  const texts = ({ Targets = [] }: Properties): string[] =>
    (Targets as unknown[]).map((target) => JSON.stringify(target));
  const parse = (text: string): unknown => JSON.parse(text);
  const [wanted, known] = [texts(properties), texts(previous)];
  const removed = known.filter((target) => !wanted.includes(target)).map(parse);
  const added = wanted.filter((target) => !known.includes(target)).map(parse);
  if (removed.length > 0) await call("DeregisterTargets", { TargetGroupArn, Targets: removed }, context.call);
  if (added.length > 0) await call("RegisterTargets", { TargetGroupArn, Targets: added }, context.call);
}

function asResource(group: elbv2.TargetGroup): Resource {
  const { TargetGroupArn, TargetGroupName, LoadBalancerArns } = group;
  const TargetGroupFullName = TargetGroupArn!.slice(TargetGroupArn!.indexOf(":targetgroup/") + 1);
  return {
    identifier: TargetGroupArn!,
    attributes: { TargetGroupArn, TargetGroupName, TargetGroupFullName, LoadBalancerArns },
  };
}
