import type { PlannedTask } from "./plan-tasks.ts";
import type { ServiceRecord } from "./service-record.ts";
import type { TaskCondition } from "./task-condition.ts";
import type { TaskRecord } from "./task-record.ts";

/** A task of a service with what the scheduler thinks of it. */
export type JudgedTask = PlannedTask & { readonly task: TaskRecord; readonly judgement: TaskCondition };

export function judgedTask(task: TaskRecord, judgement: TaskCondition, service: ServiceRecord): JudgedTask {
  return {
    id: task.id,
    isPrimary: task.membership?.deploymentId === service.deployments[0]?.id,
    condition: judgement.condition,
    createdAtMs: Date.parse(task.createdAt),
    task,
    judgement,
  };
}

/** A task that becomes healthy ends the primary deployment's row of failures. */
export function resetFailures(service: ServiceRecord, tasks: readonly JudgedTask[], now: Date): ServiceRecord {
  const [primary, ...others] = service.deployments;
  const becameHealthy = tasks.some(
    ({ isPrimary, condition, task }) => isPrimary && condition === "healthy" && task.healthySince === undefined,
  );
  if (!primary || primary.failedTasks === 0 || primary.rolloutState !== "IN_PROGRESS" || !becameHealthy) return service;
  return { ...service, deployments: [{ ...primary, failedTasks: 0, updatedAt: now.toISOString() }, ...others] };
}
