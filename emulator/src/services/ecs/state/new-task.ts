import { randomBytes, randomUUID } from "node:crypto";
import type { Tag } from "@aws-sdk/client-ecs";
import type { EcsArns } from "./arns.ts";
import type { TaskDefinitionRecord } from "./task-definition-record.ts";
import type { TaskLaunch, TaskMembership, TaskRecord, TaskTarget } from "./task-record.ts";

export interface NewTaskInput {
  readonly clusterName: string;
  readonly definition: TaskDefinitionRecord;
  readonly launch: Omit<TaskLaunch, "taskDefinitionArn" | "cpu" | "memory">;
  readonly membership?: TaskMembership;
  readonly targets: readonly TaskTarget[];
  readonly tags: Tag[];
  readonly arns: EcsArns;
  readonly now: Date;
  /** Gives the task's own address by its id. */
  readonly addressOf: (taskId: string) => string;
}

/** A task at the start of its life, PROVISIONING. */
export function newTask(input: NewTaskInput): TaskRecord {
  const { clusterName, definition, arns } = input;
  const id = randomBytes(16).toString("hex");
  return {
    id,
    arn: arns.task(clusterName, id),
    clusterName,
    launch: {
      ...input.launch,
      taskDefinitionArn: definition.arn,
      cpu: input.launch.overrides.cpu ?? definition.settings.cpu ?? "256",
      memory: input.launch.overrides.memory ?? definition.settings.memory ?? "512",
    },
    ...(input.membership === undefined ? {} : { membership: input.membership }),
    targets: input.targets,
    address: input.addressOf(id),
    attachmentId: randomUUID(),
    networkInterfaceId: `eni-0${randomBytes(8).toString("hex")}`,
    lastStatus: "PROVISIONING",
    desiredStatus: "RUNNING",
    containers: definition.containers.map((container, index) => ({
      name: container.name,
      arn: arns.container(clusterName, id, randomUUID()),
      runtimeId: `${id}-${String(index + 1).padStart(10, "0")}`,
      image: container.image,
      essential: container.essential,
      cpu: String(container.cpu ?? 0),
      ...(container.memory === undefined ? {} : { memory: String(container.memory) }),
      lastStatus: "PENDING",
      hasHealthCheck: container.healthCheck !== undefined,
      healthStatus: "UNKNOWN",
    })),
    version: 1,
    tags: input.tags,
    createdAt: input.now.toISOString(),
  };
}
