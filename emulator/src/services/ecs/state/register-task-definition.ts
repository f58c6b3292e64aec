import type { RegisterTaskDefinitionRequest } from "@aws-sdk/client-ecs";
import { containerDefinition } from "./container-definition.ts";
import { ECS_ERRORS } from "./errors.ts";
import { fargateSize } from "./fargate-size.ts";
import type { ContainerDefinitionRecord, TaskDefinitionRecord } from "./task-definition-record.ts";

/**
 * Validates a registration and fills in AWS's defaults. Like AWS, it accepts definitions for EC2 capacity too, which
 * no cluster here has. Throws ClientException.
 */
export function registerTaskDefinition(
  input: RegisterTaskDefinitionRequest,
): Pick<TaskDefinitionRecord, "family" | "containers" | "settings" | "tags"> {
  const { family, containerDefinitions, tags, ...settings } = input;
  if (!family || !/^[\w-]{1,255}$/.test(family)) {
    throw ECS_ERRORS.client(
      "Family contains invalid characters: up to 255 letters, numbers, hyphens and underscores are allowed.",
    );
  }
  const containers = (containerDefinitions ?? []).map(containerDefinition);
  validateContainers(containers);
  const common = {
    ...settings,
    volumes: settings.volumes ?? [],
    placementConstraints: settings.placementConstraints ?? [],
  };
  const record = { family, containers, tags: tags ?? [] };
  if (!settings.requiresCompatibilities?.includes("FARGATE")) {
    validateMemory(settings.memory, containers);
    return { ...record, settings: common };
  }
  if ((settings.networkMode ?? "awsvpc") !== "awsvpc") {
    throw ECS_ERRORS.client("Fargate only supports network mode \u2018awsvpc\u2019.");
  }
  validateRoles(settings.executionRoleArn, containers);
  const size = fargateSize(settings.cpu, settings.memory);
  return { ...record, settings: { ...common, ...size, networkMode: "awsvpc" } };
}

function validateMemory(taskMemory: string | undefined, containers: readonly ContainerDefinitionRecord[]): void {
  if (taskMemory !== undefined) return;
  const unsized = containers.find(({ memory, memoryReservation }) => (memory ?? memoryReservation) === undefined);
  if (unsized) {
    throw ECS_ERRORS.client(
      `Invalid setting for container '${unsized.name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  }
}

function validateContainers(containers: readonly ContainerDefinitionRecord[]): void {
  if (containers.length === 0) throw ECS_ERRORS.client("Container list cannot be empty.");
  const names = containers.map((container) => container.name);
  if (new Set(names).size < names.length) throw ECS_ERRORS.client("Container.name should be unique.");
  if (!containers.some((container) => container.essential)) {
    throw ECS_ERRORS.client("A task definition must have at least one essential container.");
  }
  for (const { name, dependsOn } of containers) {
    const unknown = dependsOn?.find((dependency) => !names.includes(dependency.containerName ?? ""));
    if (unknown) {
      throw ECS_ERRORS.client(
        `Container '${name}' depends on container '${unknown.containerName}' that does not exist.`,
      );
    }
  }
  if (hasCycle(containers)) throw ECS_ERRORS.client("Container dependencies must not contain a cycle.");
}

function hasCycle(containers: readonly ContainerDefinitionRecord[]): boolean {
  const remaining = new Map(containers.map(({ name, dependsOn }) => [name, dependsOn ?? []]));
  for (;;) {
    const free = [...remaining].find(([, dependencies]) =>
      dependencies.every((dependency) => !remaining.has(dependency.containerName ?? "")),
    );
    if (!free) return remaining.size > 0;
    remaining.delete(free[0]);
  }
}

function validateRoles(executionRoleArn: string | undefined, containers: readonly ContainerDefinitionRecord[]): void {
  if (executionRoleArn) return;
  if (containers.some((container) => container.secrets?.length)) {
    throw ECS_ERRORS.client(
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    );
  }
  if (containers.some((container) => container.logConfiguration?.logDriver === "awslogs")) {
    throw ECS_ERRORS.client(
      "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
    );
  }
  if (containers.some((container) => container.image.includes(".dkr.ecr."))) {
    throw ECS_ERRORS.client("Fargate requires task definition to have execution role ARN to support ECR images.");
  }
}
