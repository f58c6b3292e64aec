import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { nameOf } from "../state/arns.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderTask } from "../state/render-task.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";
import { findTask } from "./find-task.ts";

export function describeTasks(ecs: EcsContext): Handler<typeof sdk, "DescribeTasks"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const references = input.tasks ?? [];
    if (references.length === 0) throw ECS_ERRORS.invalidParameter("Tasks cannot be empty.");
    if (references.length > 100) throw ECS_ERRORS.invalidParameter("tasks can have at most 100 items.");
    const tasks: sdk.Task[] = [];
    const failures: sdk.Failure[] = [];
    for (const reference of references) {
      const record = findTask(ecs, cluster.name, reference);
      if (record) {
        const tags = input.include?.includes("TAGS") ? { tags: record.tags } : {};
        tasks.push({ ...renderTask(record, ecs.arns), ...tags });
      } else failures.push({ arn: ecs.arns.task(cluster.name, nameOf(reference)), reason: "MISSING" });
    }
    return { tasks, failures };
  };
}
