import type { ContainerDependency } from "@aws-sdk/client-ecs";
import { definedEnvironment, platformEnvironment } from "../state/task-environment.ts";
import { TaskFailure } from "../state/task-failure.ts";
import type { ContainerDefinitionRecord } from "../state/task-definition-record.ts";
import type { TaskRecord } from "../state/task-record.ts";
import type { ContainerPlan } from "./container-execution.ts";
import { resolveSecrets } from "./secret-resolver.ts";
import type { TaskPlatform } from "./task-platform.ts";

const STOP_TIMEOUT_SECONDS = 30;

export interface NamedContainerPlan extends ContainerPlan {
  readonly name: string;
  readonly dependsOn: readonly ContainerDependency[];
}

/** Pulls the images, fetches the secrets and opens the logs of a task. Throws TaskFailure as AWS words it. */
export async function prepareTask(
  task: TaskRecord,
  platform: TaskPlatform,
  signal: AbortSignal,
): Promise<NamedContainerPlan[]> {
  const { containers } = platform.definition(task);
  return Promise.all(containers.map((container) => prepareContainer(task, container, platform, signal)));
}

async function prepareContainer(
  task: TaskRecord,
  definition: ContainerDefinitionRecord,
  platform: TaskPlatform,
  signal: AbortSignal,
): Promise<NamedContainerPlan> {
  const { name } = definition;
  if (definition.environmentFiles?.length) {
    throw new TaskFailure(
      "ResourceInitializationError",
      `container ${name} has environmentFiles, which can't be read here`,
    );
  }
  const imageDigest = await pull(task, definition, platform);
  signal.throwIfAborted();
  const secrets = await resolveSecrets(definition.secrets ?? [], platform.secrets, signal);
  const onLine = await platform.logs.open(task, name, definition.logConfiguration);
  signal.throwIfAborted();
  const override = task.launch.overrides.containerOverrides?.find((candidate) => candidate.name === name);
  const command = override?.command ?? definition.command;
  const { runtimeId } = task.containers.find((container) => container.name === name)!;
  return {
    name,
    dependsOn: definition.dependsOn ?? [],
    runtime: platform.runtime,
    spec: {
      name: `ecs/${task.launch.group}/${task.id}/${name}`,
      imageDigest,
      ...(definition.entryPoint?.length ? { entryPoint: definition.entryPoint } : {}),
      ...(command?.length ? { command } : {}),
      ...(definition.workingDirectory === undefined ? {} : { workingDirectory: definition.workingDirectory }),
      environment: {
        ...definedEnvironment(definition, override, secrets),
        ...platformEnvironment(platform.instance, task.address, runtimeId),
      },
      address: task.address,
      onLine,
    },
    ...(definition.healthCheck ? { healthCheck: definition.healthCheck } : {}),
    stopTimeoutMs: (definition.stopTimeout ?? STOP_TIMEOUT_SECONDS) * 1_000,
    onChange: (change) => void platform.tasks.updateContainer(task.id, name, change),
  };
}

async function pull(task: TaskRecord, definition: ContainerDefinitionRecord, platform: TaskPlatform): Promise<string> {
  try {
    const imageDigest = await platform.imageDigest(task, definition);
    platform.tasks.updateContainer(task.id, definition.name, { imageDigest });
    await platform.runtime.pull(imageDigest);
    return imageDigest;
  } catch (error) {
    const { message } = error as Error;
    throw new TaskFailure(
      "CannotPullContainerError",
      `pull image manifest has been retried 1 time(s): failed to resolve ref ${definition.image}: ${message}`,
      { cause: error },
    );
  }
}
