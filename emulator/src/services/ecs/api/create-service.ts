import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { serviceKey } from "../backend/records.ts";
import type { ClusterRecord } from "../state/cluster-record.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { networkConfiguration } from "../state/network-configuration.ts";
import { newDeployment } from "../state/new-deployment.ts";
import { renderService } from "../state/render-service.ts";
import type { ServiceRecord } from "../state/service-record.ts";
import { deploymentConfiguration, validateDesiredCount, validateLoadBalancers } from "../state/service-settings.ts";
import { capacityStrategy } from "./capacity.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";
import { requireTaskDefinition } from "./require-task-definition.ts";

/** Answers at once; the scheduler starts the tasks. */
export function createService(ecs: EcsContext): Handler<typeof sdk, "CreateService"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const key = serviceKey(cluster.name, validName(input.serviceName));
    const existing = ecs.records.services.get(key);
    if (existing?.status === "DRAINING") {
      throw ECS_ERRORS.invalidParameter("Unable to Start a service that is still Draining.");
    }
    if (existing?.status === "ACTIVE") {
      if (input.clientToken === undefined || input.clientToken !== existing.clientToken) {
        throw ECS_ERRORS.invalidParameter("Creation of service was not idempotent.");
      }
      return { service: renderService(existing, ecs.tasks.list(isOf(existing)), ecs.arns) };
    }
    const service = newService(ecs, cluster, input);
    ecs.records.services.put(key, service);
    ecs.scheduler.wake(key);
    return { service: { ...renderService(service, [], ecs.arns), tags: service.tags } };
  };
}

function isOf(service: ServiceRecord): Parameters<EcsContext["tasks"]["list"]>[0] {
  return (task) => task.clusterName === service.clusterName && task.membership?.serviceName === service.name;
}

function validName(name: string | undefined): string {
  if (name === undefined || !/^[\w-]{1,255}$/.test(name)) {
    throw ECS_ERRORS.invalidParameter(
      "Invalid service name: up to 255 letters, numbers, hyphens and underscores are allowed.",
    );
  }
  return name;
}

function refuseUnsupported(input: sdk.CreateServiceRequest): void {
  if (input.schedulingStrategy === "DAEMON") {
    throw ECS_ERRORS.invalidParameter("The Fargate launch type does not support the DAEMON scheduling strategy.");
  }
  const controller = input.deploymentController?.type ?? "ECS";
  if (controller !== "ECS") {
    throw ECS_ERRORS.invalidParameter(`Deployment controller ${controller} is not available here; use ECS.`);
  }
  const unsupported = {
    serviceConnectConfiguration: input.serviceConnectConfiguration?.enabled,
    serviceRegistries: input.serviceRegistries?.length,
    volumeConfigurations: input.volumeConfigurations?.length,
    vpcLatticeConfigurations: input.vpcLatticeConfigurations?.length,
  };
  for (const [name, isUsed] of Object.entries(unsupported)) {
    if (isUsed) throw ECS_ERRORS.invalidParameter(`${name} is not available here; leave it out.`);
  }
}

function newService(ecs: EcsContext, cluster: ClusterRecord, input: sdk.CreateServiceRequest): ServiceRecord {
  refuseUnsupported(input);
  const strategy = capacityStrategy(input, cluster);
  const definition = requireTaskDefinition(ecs, input.taskDefinition);
  const loadBalancers = input.loadBalancers ?? [];
  validateLoadBalancers(loadBalancers, definition);
  if (input.healthCheckGracePeriodSeconds !== undefined && loadBalancers.length === 0) {
    throw ECS_ERRORS.invalidParameter(
      "Health check grace period is only valid for services configured to use load balancers",
    );
  }
  const desiredCount = input.desiredCount ?? 1;
  validateDesiredCount(desiredCount);
  const now = new Date();
  const network = networkConfiguration(input.networkConfiguration);
  const name = input.serviceName!;
  return {
    arn: ecs.arns.service(cluster.name, name),
    name,
    clusterName: cluster.name,
    status: "ACTIVE",
    createdAt: now.toISOString(),
    ...(input.clientToken === undefined ? {} : { clientToken: input.clientToken }),
    desiredCount,
    deploymentConfiguration: deploymentConfiguration(input.deploymentConfiguration),
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    ...(strategy ? { capacityProviderStrategy: strategy } : {}),
    platformVersion: input.platformVersion ?? "LATEST",
    availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? "ENABLED",
    propagateTags: input.propagateTags ?? "NONE",
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    tags: input.tags ?? [],
    deployments: [
      newDeployment({ taskDefinitionArn: definition.arn, loadBalancers, networkConfiguration: network }, now),
    ],
    events: [],
    isSteady: false,
  };
}
