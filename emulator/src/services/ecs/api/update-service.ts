import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { serviceKey } from "../backend/records.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { networkConfiguration } from "../state/network-configuration.ts";
import { newDeployment } from "../state/new-deployment.ts";
import { renderService } from "../state/render-service.ts";
import type { DeploymentRecord, ServiceRecord } from "../state/service-record.ts";
import { deploymentConfiguration, validateDesiredCount, validateLoadBalancers } from "../state/service-settings.ts";
import type { EcsContext } from "./context.ts";
import { findService } from "./find-service.ts";
import { findTaskDefinition } from "./find-task-definition.ts";
import { requireTaskDefinition } from "./require-task-definition.ts";

/**
 * Changes a service. Another task definition, network or load balancer, or `forceNewDeployment`, starts a deployment;
 * a desired count or deployment configuration alone does not.
 */
export function updateService(ecs: EcsContext): Handler<typeof sdk, "UpdateService"> {
  return async (input) => {
    const current = findService(ecs, input.cluster, input.service ?? "");
    if (current.status !== "ACTIVE") throw ECS_ERRORS.serviceNotActive();
    if (input.desiredCount !== undefined) validateDesiredCount(input.desiredCount);
    const service: ServiceRecord = {
      ...current,
      desiredCount: input.desiredCount ?? current.desiredCount,
      deploymentConfiguration: deploymentConfiguration(input.deploymentConfiguration, current.deploymentConfiguration),
      healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? current.healthCheckGracePeriodSeconds,
      platformVersion: input.platformVersion ?? current.platformVersion,
      availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? current.availabilityZoneRebalancing,
      propagateTags: input.propagateTags ?? current.propagateTags,
      enableECSManagedTags: input.enableECSManagedTags ?? current.enableECSManagedTags,
      enableExecuteCommand: input.enableExecuteCommand ?? current.enableExecuteCommand,
      ...(input.capacityProviderStrategy?.length ? { capacityProviderStrategy: input.capacityProviderStrategy } : {}),
      deployments: deployments(ecs, current, input),
      isSteady: false,
    };
    const key = serviceKey(service.clusterName, service.name);
    ecs.records.services.put(key, service);
    ecs.scheduler.wake(key);
    const tasks = ecs.tasks.list(
      (task) => task.clusterName === service.clusterName && task.membership?.serviceName === service.name,
    );
    return { service: renderService(service, tasks, ecs.arns) };
  };
}

function deployments(ecs: EcsContext, service: ServiceRecord, input: sdk.UpdateServiceRequest): DeploymentRecord[] {
  const [primary] = service.deployments;
  const wanted = {
    taskDefinitionArn:
      input.taskDefinition === undefined
        ? (primary?.taskDefinitionArn ?? "")
        : requireTaskDefinition(ecs, input.taskDefinition).arn,
    loadBalancers: input.loadBalancers ?? primary?.loadBalancers ?? [],
    networkConfiguration: input.networkConfiguration
      ? networkConfiguration(input.networkConfiguration)
      : (primary?.networkConfiguration ?? {}),
  };
  const definition = findTaskDefinition(ecs, wanted.taskDefinitionArn);
  if (definition) validateLoadBalancers(wanted.loadBalancers, definition);
  const isChanged =
    wanted.taskDefinitionArn !== primary?.taskDefinitionArn ||
    JSON.stringify(wanted.loadBalancers) !== JSON.stringify(primary.loadBalancers) ||
    JSON.stringify(wanted.networkConfiguration) !== JSON.stringify(primary.networkConfiguration);
  if (!isChanged && !input.forceNewDeployment) return [...service.deployments];
  return [newDeployment(wanted, new Date()), ...service.deployments];
}
