import type * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../wire/aws-error.ts";
import { hasChanged } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { stabilize } from "../stabilize.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElbv2Tags } from "./elbv2-tags.ts";

const NAME_LENGTH_MAX = 32;

/** AWS::ElasticLoadBalancingV2::LoadBalancer; Ref is the ARN. */
export function loadBalancerType(call: ServiceCalls<typeof elbv2>): ResourceType {
  const find = async (arn: string, context: ResourceContext): Promise<elbv2.LoadBalancer | undefined> => {
    const described = call("DescribeLoadBalancers", { LoadBalancerArns: [arn] }, context.call);
    return (await unlessGone(described))?.LoadBalancers?.[0];
  };
  const active = (arn: string, context: ResourceContext): Promise<Resource> =>
    stabilize(`load balancer ${arn} to be active`, async () => {
      const found = await find(arn, context);
      const { Code = "deleted", Reason } = found?.State ?? {};
      if (!found || Code === "failed")
        throw new AwsError("NotStabilized", `Load balancer ${arn} is ${Code}: ${Reason}`);
      return Code === "active" || Code === "active_impaired" ? asResource(found) : undefined;
    });
  return {
    create: async (properties, context) => {
      const Name = properties["Name"] ?? physicalName(context, NAME_LENGTH_MAX);
      const input = { ...omit(properties, ["LoadBalancerAttributes"]), Name };
      const { LoadBalancers } = await call("CreateLoadBalancer", input, context.call);
      const arn = LoadBalancers![0]!.LoadBalancerArn!;
      context.exists(arn);
      await applyAttributes(call, arn, properties, {}, context);
      return active(arn, context);
    },
    update: async (arn, properties, previous, context) => {
      await applySettings(call, arn, properties, previous, context);
      await applyAttributes(call, arn, properties, previous, context);
      await updateElbv2Tags(call, arn, properties, previous, context.call);
      return active(arn, context);
    },
    delete: async (arn, _properties, context) => {
      await unlessGone(call("DeleteLoadBalancer", { LoadBalancerArn: arn }, context.call));
      await stabilize(`load balancer ${arn} to be deleted`, async () =>
        (await find(arn, context)) ? undefined : true,
      );
    },
  };
}

async function applyAttributes(
  call: ServiceCalls<typeof elbv2>,
  LoadBalancerArn: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const Attributes = properties["LoadBalancerAttributes"];
  if (Attributes === undefined || !hasChanged("LoadBalancerAttributes", properties, previous)) return;
  await call("ModifyLoadBalancerAttributes", { LoadBalancerArn, Attributes }, context.call);
}

async function applySettings(
  call: ServiceCalls<typeof elbv2>,
  LoadBalancerArn: string,
  properties: Properties,
  previous: Properties,
  context: ResourceContext,
): Promise<void> {
  const { IpAddressType, SecurityGroups, SubnetMappings, Subnets } = properties;
  if (SecurityGroups !== undefined && hasChanged("SecurityGroups", properties, previous)) {
    await call("SetSecurityGroups", { LoadBalancerArn, SecurityGroups }, context.call);
  }
  if (["Subnets", "SubnetMappings"].some((name) => hasChanged(name, properties, previous))) {
    await call("SetSubnets", { LoadBalancerArn, Subnets, SubnetMappings }, context.call);
  }
  if (IpAddressType !== undefined && hasChanged("IpAddressType", properties, previous)) {
    await call("SetIpAddressType", { LoadBalancerArn, IpAddressType }, context.call);
  }
}

function asResource(balancer: elbv2.LoadBalancer): Resource {
  const { LoadBalancerArn, DNSName, LoadBalancerName, SecurityGroups } = balancer;
  return {
    identifier: LoadBalancerArn!,
    attributes: {
      LoadBalancerArn,
      DNSName,
      LoadBalancerName,
      SecurityGroups,
      CanonicalHostedZoneID: balancer.CanonicalHostedZoneId,
      LoadBalancerFullName: LoadBalancerArn!.split(":loadbalancer/")[1],
    },
  };
}
