import type { EcsArns } from "./arns.ts";
import type { TaskDefinitionRecord } from "./task-definition-record.ts";
import type { ContainerRecord, TaskRecord } from "./task-record.ts";
import { privateDnsName } from "./render-task.ts";

/** A container's document of the task metadata endpoint, version 4. */
export function containerMetadata(
  container: ContainerRecord,
  task: TaskRecord,
  definition: TaskDefinitionRecord,
  arns: EcsArns,
): Record<string, unknown> {
  const defined = definition.containers.find(({ name }) => name === container.name);
  return {
    DockerId: container.runtimeId,
    Name: container.name,
    DockerName: container.name,
    Image: container.image,
    ImageID: container.imageDigest,
    Labels: {
      "com.amazonaws.ecs.cluster": arns.cluster(task.clusterName),
      "com.amazonaws.ecs.container-name": container.name,
      "com.amazonaws.ecs.task-arn": task.arn,
      "com.amazonaws.ecs.task-definition-family": definition.family,
      "com.amazonaws.ecs.task-definition-version": String(definition.revision),
    },
    DesiredStatus: task.desiredStatus,
    KnownStatus: container.lastStatus,
    ExitCode: container.exitCode,
    Limits: {
      CPU: Number(container.cpu),
      Memory: container.memory === undefined ? undefined : Number(container.memory),
    },
    CreatedAt: task.createdAt,
    StartedAt: container.startedAt,
    Type: "NORMAL",
    LogDriver: defined?.logConfiguration?.logDriver,
    LogOptions: defined?.logConfiguration?.options,
    ContainerARN: container.arn,
    Networks: [
      {
        NetworkMode: "awsvpc",
        IPv4Addresses: [task.address],
        AttachmentIndex: 0,
        PrivateDNSName: privateDnsName(task.address),
      },
    ],
  };
}

/** A task's document of the task metadata endpoint, version 4. */
export function taskMetadata(
  task: TaskRecord,
  definition: TaskDefinitionRecord,
  arns: EcsArns,
): Record<string, unknown> {
  return {
    Cluster: arns.cluster(task.clusterName),
    TaskARN: task.arn,
    Family: definition.family,
    Revision: String(definition.revision),
    ServiceName: task.membership?.serviceName,
    DesiredStatus: task.desiredStatus,
    KnownStatus: task.lastStatus,
    Limits: { CPU: Number(task.launch.cpu) / 1024, Memory: Number(task.launch.memory) },
    PullStartedAt: task.pullStartedAt,
    PullStoppedAt: task.pullStoppedAt,
    LaunchType: "FARGATE",
    Containers: task.containers.map((container) => containerMetadata(container, task, definition, arns)),
  };
}
