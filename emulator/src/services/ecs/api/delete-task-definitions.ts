import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderTaskDefinition } from "../state/render-task-definition.ts";
import type { EcsContext } from "./context.ts";
import { findTaskDefinition } from "./find-task-definition.ts";

/** Running tasks and services may still use a revision, so it stays as DELETE_IN_PROGRESS while one does. */
export function deleteTaskDefinitions(ecs: EcsContext): Handler<typeof sdk, "DeleteTaskDefinitions"> {
  return async ({ taskDefinitions = [] }) => {
    if (taskDefinitions.length > 10) throw ECS_ERRORS.invalidParameter("taskDefinitions can have at most 10 items.");
    const deleted: sdk.TaskDefinition[] = [];
    const failures: sdk.Failure[] = [];
    for (const reference of taskDefinitions) {
      const record = findTaskDefinition(ecs, reference);
      if (!record) failures.push({ arn: reference, reason: "MISSING" });
      else if (record.status === "ACTIVE") {
        const reason =
          "The specified task definition is still in ACTIVE status. Please deregister the target and try again.";
        failures.push({ arn: record.arn, reason });
      } else {
        const changed = {
          ...record,
          status: "DELETE_IN_PROGRESS" as const,
          deleteRequestedAt: new Date().toISOString(),
        };
        deleted.push(renderTaskDefinition(changed, ecs.arns));
        if (isUsed(ecs, record.arn)) ecs.records.taskDefinitions.put(record.arn, changed);
        else ecs.records.taskDefinitions.delete(record.arn);
      }
    }
    return { taskDefinitions: deleted, failures };
  };
}

function isUsed({ records, tasks }: EcsContext, arn: string): boolean {
  return (
    tasks.list((task) => task.launch.taskDefinitionArn === arn && task.lastStatus !== "STOPPED").length > 0 ||
    records.services
      .list()
      .some(({ deployments, lastCompleted }) =>
        [...deployments, ...(lastCompleted ? [lastCompleted] : [])].some(
          ({ taskDefinitionArn }) => taskDefinitionArn === arn,
        ),
      )
  );
}
