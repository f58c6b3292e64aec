import type { Container, Task } from "@aws-sdk/client-ecs";
import type { EcsArns } from "./arns.ts";
import { taskHealth, type ContainerRecord, type TaskRecord } from "./task-record.ts";

const TIMES = [
  "createdAt",
  "pullStartedAt",
  "pullStoppedAt",
  "startedAt",
  "stoppingAt",
  "executionStoppedAt",
  "stoppedAt",
] as const;

/** A task as DescribeTasks answers it. */
export function renderTask(record: TaskRecord, arns: EcsArns): Task {
  const { launch } = record;
  const times = TIMES.filter((name) => record[name] !== undefined).map((name) => [name, new Date(record[name]!)]);
  return {
    taskArn: record.arn,
    clusterArn: arns.cluster(record.clusterName),
    taskDefinitionArn: launch.taskDefinitionArn,
    group: launch.group,
    ...(launch.startedBy === undefined ? {} : { startedBy: launch.startedBy }),
    ...(launch.capacityProviderName === undefined ? {} : { capacityProviderName: launch.capacityProviderName }),
    launchType: "FARGATE",
    platformVersion: launch.platformVersion,
    platformFamily: "Linux",
    cpu: launch.cpu,
    memory: launch.memory,
    ephemeralStorage: { sizeInGiB: 20 },
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [], ...launch.overrides },
    enableExecuteCommand: launch.enableExecuteCommand,
    attachments: [renderAttachment(record)],
    attributes: [{ name: "ecs.cpu-architecture", value: process.arch === "arm64" ? "arm64" : "x86_64" }],
    connectivity: "CONNECTED",
    connectivityAt: new Date(record.createdAt),
    lastStatus: record.lastStatus,
    desiredStatus: record.desiredStatus,
    healthStatus: taskHealth(record.containers),
    containers: record.containers.map((container) => renderContainer(container, record)),
    version: record.version,
    tags: [],
    ...(record.stopCode === undefined ? {} : { stopCode: record.stopCode }),
    ...(record.stoppedReason === undefined ? {} : { stoppedReason: record.stoppedReason }),
    ...(Object.fromEntries(times) as Record<(typeof TIMES)[number], Date>),
  };
}

/** Name under which the task's address is known within its network. */
export function privateDnsName(address: string): string {
  return `ip-${address.replaceAll(".", "-")}.ec2.internal`;
}

function renderAttachment(record: TaskRecord): NonNullable<Task["attachments"]>[number] {
  const status =
    record.lastStatus === "PROVISIONING" ? "PRECREATED" : record.lastStatus === "STOPPED" ? "DELETED" : "ATTACHED";
  return {
    id: record.attachmentId,
    type: "ElasticNetworkInterface",
    status,
    details: [
      { name: "subnetId", value: record.launch.subnetId },
      { name: "networkInterfaceId", value: record.networkInterfaceId },
      { name: "privateDnsName", value: privateDnsName(record.address) },
      { name: "privateIPv4Address", value: record.address },
    ],
  };
}

function renderContainer(container: ContainerRecord, task: TaskRecord): Container {
  return {
    containerArn: container.arn,
    taskArn: task.arn,
    name: container.name,
    image: container.image,
    ...(container.imageDigest === undefined ? {} : { imageDigest: container.imageDigest }),
    runtimeId: container.runtimeId,
    lastStatus: container.lastStatus,
    ...(container.exitCode === undefined ? {} : { exitCode: container.exitCode }),
    ...(container.reason === undefined ? {} : { reason: container.reason }),
    networkBindings: [],
    networkInterfaces: [{ attachmentId: task.attachmentId, privateIpv4Address: task.address }],
    healthStatus: container.healthStatus,
    managedAgents: [],
    cpu: container.cpu,
    ...(container.memory === undefined ? {} : { memory: container.memory }),
  };
}
