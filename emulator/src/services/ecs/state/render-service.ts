import type { Deployment, Service } from "@aws-sdk/client-ecs";
import type { EcsArns } from "./arns.ts";
import type { DeploymentRecord, ServiceRecord } from "./service-record.ts";
import type { TaskRecord } from "./task-record.ts";

const PENDING = ["PROVISIONING", "PENDING", "ACTIVATING"];
const FARGATE_PLATFORM_VERSION = "1.4.0";

/** A service as DescribeServices answers it; `tasks` are those of the service. */
export function renderService(record: ServiceRecord, tasks: readonly TaskRecord[], arns: EcsArns): Service {
  const primary = record.deployments[0];
  return {
    serviceArn: record.arn,
    serviceName: record.name,
    clusterArn: arns.cluster(record.clusterName),
    status: record.status,
    desiredCount: record.desiredCount,
    ...counts(tasks),
    ...capacity(record),
    platformVersion: record.platformVersion,
    platformFamily: "Linux",
    ...(primary === undefined
      ? {}
      : { taskDefinition: primary.taskDefinitionArn, ...network(primary), loadBalancers: primary.loadBalancers }),
    serviceRegistries: [],
    deploymentConfiguration: record.deploymentConfiguration,
    deployments: record.deployments.map((deployment, index) => renderDeployment(deployment, index, record, tasks)),
    events: record.events.map((event) => ({ ...event, createdAt: new Date(event.createdAt) })),
    createdAt: new Date(record.createdAt),
    createdBy: arns.root,
    placementConstraints: [],
    placementStrategy: [],
    ...(primary?.loadBalancers.length ? { healthCheckGracePeriodSeconds: record.healthCheckGracePeriodSeconds } : {}),
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
    enableECSManagedTags: record.enableECSManagedTags,
    propagateTags: record.propagateTags,
    enableExecuteCommand: record.enableExecuteCommand,
    availabilityZoneRebalancing: record.availabilityZoneRebalancing,
  };
}

function renderDeployment(
  deployment: DeploymentRecord,
  index: number,
  service: ServiceRecord,
  tasks: readonly TaskRecord[],
): Deployment {
  return {
    id: deployment.id,
    status: index === 0 ? "PRIMARY" : "ACTIVE",
    taskDefinition: deployment.taskDefinitionArn,
    desiredCount: index === 0 ? service.desiredCount : 0,
    ...counts(tasks.filter((task) => task.membership?.deploymentId === deployment.id)),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...capacity(service),
    platformVersion: FARGATE_PLATFORM_VERSION,
    platformFamily: "Linux",
    ...network(deployment),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function counts(tasks: readonly TaskRecord[]): { runningCount: number; pendingCount: number } {
  const wanted = tasks.filter((task) => task.desiredStatus === "RUNNING");
  return {
    runningCount: wanted.filter((task) => task.lastStatus === "RUNNING").length,
    pendingCount: wanted.filter((task) => PENDING.includes(task.lastStatus)).length,
  };
}

function capacity(service: ServiceRecord): Pick<Service, "launchType" | "capacityProviderStrategy"> {
  return service.capacityProviderStrategy
    ? { capacityProviderStrategy: service.capacityProviderStrategy }
    : { launchType: "FARGATE" };
}

function network(deployment: DeploymentRecord): Pick<Service, "networkConfiguration"> {
  return deployment.networkConfiguration ? { networkConfiguration: deployment.networkConfiguration } : {};
}
