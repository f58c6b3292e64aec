import { nameOf } from "../state/arns.ts";
import type { TaskRecord } from "../state/task-record.ts";
import type { EcsContext } from "./context.ts";

/** A task of a cluster by id or ARN. */
export function findTask({ tasks }: EcsContext, clusterName: string, reference: string): TaskRecord | undefined {
  const task = tasks.get(nameOf(reference));
  return task?.clusterName === clusterName ? task : undefined;
}
