import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { ECS_ERRORS } from "./errors.ts";
import { parseSecretReference } from "./secret-reference.ts";
import type { ContainerDefinitionRecord } from "./task-definition-record.ts";

const STOP_TIMEOUT_SECONDS_MAX = 120;

/** Validates one container definition of an awsvpc task and fills in what AWS fills in. Throws ClientException. */
export function containerDefinition(input: ContainerDefinition): ContainerDefinitionRecord {
  const { name, image } = input;
  if (!name) throw ECS_ERRORS.client("Container.name should not be null or empty.");
  if (!/^[\w-]{1,255}$/.test(name)) throw ECS_ERRORS.client(`Invalid container name '${name}'.`);
  if (!image) throw ECS_ERRORS.client("Container.image should not be null or empty.");
  validateStopTimeout(input);
  for (const secret of input.secrets ?? []) {
    if (parseSecretReference(secret.valueFrom ?? "") === undefined) {
      throw ECS_ERRORS.client(`The secret '${secret.name}' has an invalid valueFrom: '${secret.valueFrom}'.`);
    }
  }
  validateNames(input);
  return {
    ...input,
    name,
    image,
    cpu: input.cpu ?? 0,
    essential: input.essential ?? true,
    environment: input.environment ?? [],
    mountPoints: input.mountPoints ?? [],
    volumesFrom: input.volumesFrom ?? [],
    systemControls: input.systemControls ?? [],
    portMappings: (input.portMappings ?? []).map((mapping) => portMapping(name, mapping)),
    ...(input.healthCheck ? { healthCheck: healthCheck(name, input.healthCheck) } : {}),
  };
}

function validateStopTimeout({ stopTimeout }: ContainerDefinition): void {
  if (stopTimeout !== undefined && (stopTimeout < 0 || stopTimeout > STOP_TIMEOUT_SECONDS_MAX)) {
    throw ECS_ERRORS.client(`Fargate only supports a stopTimeout of at most ${STOP_TIMEOUT_SECONDS_MAX} seconds.`);
  }
}

function validateNames(input: ContainerDefinition): void {
  const names = (input.environment ?? []).map((variable) => variable.name ?? "");
  for (const { name } of input.secrets ?? []) {
    if (names.includes(name ?? "")) {
      throw ECS_ERRORS.client(
        `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${name}'.`,
      );
    }
  }
}

function portMapping(
  container: string,
  mapping: NonNullable<ContainerDefinition["portMappings"]>[number],
): NonNullable<ContainerDefinition["portMappings"]>[number] {
  const { containerPort, hostPort } = mapping;
  if (containerPort === undefined || containerPort < 1 || containerPort > 65_535) {
    throw ECS_ERRORS.client(`Container '${container}' needs a containerPort between 1 and 65535.`);
  }
  if (hostPort !== undefined && hostPort !== containerPort) {
    throw ECS_ERRORS.client("When networkMode=awsvpc, the host ports and container ports in port mappings must match.");
  }
  return { ...mapping, hostPort: containerPort, protocol: mapping.protocol ?? "tcp" };
}

function healthCheck(
  container: string,
  check: NonNullable<ContainerDefinition["healthCheck"]>,
): NonNullable<ContainerDefinition["healthCheck"]> {
  const [kind, ...rest] = check.command ?? [];
  if ((kind !== "CMD" && kind !== "CMD-SHELL") || rest.length === 0) {
    throw ECS_ERRORS.client(
      `The health check command of container '${container}' must start with CMD or CMD-SHELL and name a command.`,
    );
  }
  const between = (name: string, value: number | undefined, least: number, most: number, standard: number): number => {
    const seconds = value ?? standard;
    if (seconds >= least && seconds <= most) return seconds;
    throw ECS_ERRORS.client(`Health check ${name} must be between ${least} and ${most}.`);
  };
  return {
    command: check.command,
    interval: between("interval", check.interval, 5, 300, 30),
    timeout: between("timeout", check.timeout, 2, 120, 5),
    retries: between("retries", check.retries, 1, 10, 3),
    ...(check.startPeriod === undefined ? {} : { startPeriod: between("startPeriod", check.startPeriod, 0, 300, 0) }),
  };
}
