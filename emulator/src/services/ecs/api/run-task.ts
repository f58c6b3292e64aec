import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { fargateSize } from "../state/fargate-size.ts";
import { networkConfiguration } from "../state/network-configuration.ts";
import { newTask } from "../state/new-task.ts";
import { renderTask } from "../state/render-task.ts";
import type { TaskDefinitionRecord } from "../state/task-definition-record.ts";
import { taskTags } from "../state/task-tags.ts";
import { capacityStrategy } from "./capacity.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";
import { requireTaskDefinition } from "./require-task-definition.ts";

const COUNT_MAX = 10;

/** Launches tasks that no service keeps; a repeated `clientToken` answers with the tasks it launched before. */
export function runTask(ecs: EcsContext): Handler<typeof sdk, "RunTask"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const count = input.count ?? 1;
    if (count < 1 || count > COUNT_MAX) throw ECS_ERRORS.invalidParameter(`count must be between 1 and ${COUNT_MAX}.`);
    if (input.group?.startsWith("service:")) {
      throw ECS_ERRORS.invalidParameter("The task group must not start with 'service:'.");
    }
    const strategy = capacityStrategy(input, cluster);
    const definition = requireTaskDefinition(ecs, input.taskDefinition);
    const { awsvpcConfiguration } = networkConfiguration(input.networkConfiguration);
    validateOverrides(input.overrides, definition);
    const earlier = ecs.tasks.list(
      (task) =>
        task.clusterName === cluster.name &&
        input.clientToken !== undefined &&
        task.launch.clientToken === input.clientToken,
    );
    if (earlier.length > 0) return { tasks: earlier.map((task) => renderTask(task, ecs.arns)), failures: [] };
    const subnets = awsvpcConfiguration?.subnets ?? [];
    const tasks = Array.from({ length: count }, (_, index) =>
      newTask({
        clusterName: cluster.name,
        definition,
        launch: {
          group: input.group ?? `family:${definition.family}`,
          ...(input.startedBy === undefined ? {} : { startedBy: input.startedBy }),
          ...(input.clientToken === undefined ? {} : { clientToken: input.clientToken }),
          ...(strategy?.[0]?.capacityProvider === undefined
            ? {}
            : { capacityProviderName: strategy[0].capacityProvider }),
          platformVersion: "1.4.0",
          subnetId: subnets[index % subnets.length] ?? "",
          overrides: input.overrides ?? {},
          enableExecuteCommand: input.enableExecuteCommand ?? false,
        },
        targets: [],
        tags: tagsOf(input, cluster.name, definition),
        arns: ecs.arns,
        now: new Date(),
        addressOf: (taskId) => ecs.addresses.reserve(`ecs/task/${taskId}`),
      }),
    );
    for (const task of tasks) ecs.runner.launch(task);
    return { tasks: tasks.map((task) => ({ ...renderTask(task, ecs.arns), tags: task.tags })), failures: [] };
  };
}

function tagsOf(input: sdk.RunTaskRequest, clusterName: string, definition: TaskDefinitionRecord): sdk.Tag[] {
  if (input.propagateTags === "SERVICE") {
    throw ECS_ERRORS.invalidParameter("Tags of a service can't be propagated to a task that has none.");
  }
  return taskTags({
    own: input.tags ?? [],
    propagateTags: input.propagateTags ?? "NONE",
    serviceTags: [],
    definitionTags: definition.tags,
    managed: input.enableECSManagedTags ? { clusterName } : undefined,
  });
}

function validateOverrides(overrides: sdk.TaskOverride | undefined, definition: TaskDefinitionRecord): void {
  for (const { name } of overrides?.containerOverrides ?? []) {
    if (!definition.containers.some((container) => container.name === name)) {
      throw ECS_ERRORS.invalidParameter(
        `Override for container named ${name} is not a container in the TaskDefinition.`,
      );
    }
  }
  if (overrides?.cpu !== undefined || overrides?.memory !== undefined) {
    fargateSize(overrides.cpu ?? definition.settings.cpu, overrides.memory ?? definition.settings.memory);
  }
}
