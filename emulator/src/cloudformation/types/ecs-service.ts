import type * as ecs from "@aws-sdk/client-ecs";
import { AwsError } from "../../wire/aws-error.ts";
import { changedProperties } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { stabilize } from "../stabilize.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateEcsTags } from "./ecs-tags.ts";

const NAME_LENGTH_MAX = 255;
const ALIASES = { PlacementStrategies: "placementStrategy" };
const NOT_FOR_UPDATE = [
  "Cluster",
  "ServiceName",
  "Tags",
  "LaunchType",
  "SchedulingStrategy",
  "Role",
  "ForceNewDeployment",
];

/** AWS::ECS::Service; Ref is the ARN. Stable means that its newest deployment is complete and the only one. */
export function ecsServiceType(call: ServiceCalls<typeof ecs>): ResourceType {
  const find = async (service: string, properties: Properties, context: ResourceContext) => {
    const input = { services: [service], cluster: properties["Cluster"] };
    const described = await unlessGone(call("DescribeServices", input, context.call));
    const found = described?.services?.[0];
    return found?.status === "INACTIVE" ? undefined : found;
  };
  const steady = (service: ecs.Service, properties: Properties, context: ResourceContext): Promise<Resource> => {
    const deployment = service.deployments?.find(({ status }) => status === "PRIMARY")?.id;
    const arn = service.serviceArn!;
    return stabilize(`ECS service ${service.serviceName} to be steady`, async () => {
      const current = await find(arn, properties, context);
      if (!current) throw failure(`ECS service ${service.serviceName} was deleted during its deployment.`);
      return isSteady(current, deployment) ? asResource(current) : undefined;
    });
  };
  return {
    create: async (properties, context) => {
      const ServiceName = properties["ServiceName"] ?? physicalName(context, NAME_LENGTH_MAX);
      const DesiredCount = properties["DesiredCount"] ?? defaultCount(properties);
      const input = { ...omit(properties, ["ForceNewDeployment"]), ServiceName, DesiredCount };
      const { service } = await call("CreateService", input, context.call, ALIASES);
      context.exists(service!.serviceArn!);
      return steady(service!, properties, context);
    },
    update: async (identifier, properties, previous, context) => {
      const changes = omit(changedProperties(properties, previous), NOT_FOR_UPDATE);
      const target = { cluster: properties["Cluster"], service: identifier };
      const input = { ...target, ...changes, ...forced(properties, previous) };
      const { service } = await call("UpdateService", input, context.call, ALIASES);
      await updateEcsTags(call, identifier, properties, previous, context.call);
      return steady(service!, properties, context);
    },
    delete: async (identifier, properties, context) => {
      if (!(await find(identifier, properties, context))) return;
      const input = { cluster: properties["Cluster"], service: identifier, force: true };
      await unlessGone(call("DeleteService", input, context.call));
      await stabilize(`ECS service ${identifier} to be deleted`, async () =>
        (await find(identifier, properties, context)) ? undefined : true,
      );
    },
  };
}

function isSteady(service: ecs.Service, deploymentId: string | undefined): boolean {
  const deployments = service.deployments ?? [];
  const own = deployments.find(({ id }) => id === deploymentId);
  if (own?.rolloutState === "FAILED") throw failure(circuitBreaker(own.rolloutStateReason));
  if (!own) throw failure(circuitBreaker("the deployment was rolled back"));
  return (
    deployments.length === 1 &&
    (own.rolloutState ?? "COMPLETED") === "COMPLETED" &&
    service.runningCount === service.desiredCount &&
    service.pendingCount === 0
  );
}

/** CloudFormation's own words for it, with ECS's reason. */
function circuitBreaker(reason: string | undefined): string {
  return `Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'${reason ? `: ${reason}` : "."}`;
}

function defaultCount({ SchedulingStrategy }: Properties): number | undefined {
  return SchedulingStrategy === "DAEMON" ? undefined : 1;
}

/** A new nonce asks for a new deployment of an unchanged service. */
function forced(properties: Properties, previous: Properties): object {
  const force = properties["ForceNewDeployment"] as Properties | undefined;
  const before = previous["ForceNewDeployment"] as Properties | undefined;
  const isWanted = String(force?.["EnableForceNewDeployment"]) === "true";
  return isWanted && force?.["ForceNewDeploymentNonce"] !== before?.["ForceNewDeploymentNonce"]
    ? { forceNewDeployment: true }
    : {};
}

function asResource(service: ecs.Service): Resource {
  const { serviceArn: ServiceArn, serviceName: Name } = service;
  return { identifier: ServiceArn!, attributes: { ServiceArn, Name } };
}

function failure(message: string): AwsError {
  return new AwsError("NotStabilized", message);
}
