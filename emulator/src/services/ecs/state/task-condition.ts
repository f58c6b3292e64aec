import { taskHealth, type TaskRecord, type TaskTarget } from "./task-record.ts";
import type { PlannedTask } from "./plan-tasks.ts";

/** What a load balancer last said about one of a task's targets. */
export interface TargetHealth {
  /** AWS's word: initial, healthy, unhealthy, unused, draining, unavailable. */
  readonly state: string;
  readonly description?: string;
}

export interface ConditionInput {
  readonly task: TaskRecord;
  readonly targetHealth: (target: TaskTarget) => TargetHealth | undefined;
  readonly nowMs: number;
  readonly gracePeriodMs: number;
  /** A task without any health check counts as healthy after running this long. */
  readonly steadyAfterMs: number;
}

export interface TaskCondition {
  readonly condition: PlannedTask["condition"];
  /** Why it is unhealthy. */
  readonly failing?: { readonly target: TaskTarget; readonly health: TargetHealth } | "container";
  /** When to look again although nothing happened, in milliseconds since the epoch. */
  readonly recheckAtMs?: number;
}

/**
 * Whether a service's task counts as healthy. The grace period runs from the task's start and covers target and
 * container health checks (CreateService, `healthCheckGracePeriodSeconds`).
 */
export function taskCondition({ task, targetHealth, nowMs, ...input }: ConditionInput): TaskCondition {
  if (task.lastStatus !== "RUNNING" || task.startedAt === undefined) return { condition: "starting" };
  const startedAtMs = Date.parse(task.startedAt);
  const failing = firstFailure(task, targetHealth);
  if (failing) {
    const graceEndMs = startedAtMs + input.gracePeriodMs;
    if (nowMs < graceEndMs) return { condition: "starting", recheckAtMs: graceEndMs };
    return { condition: "unhealthy", failing };
  }
  const isChecked = task.containers.some((container) => container.essential && container.hasHealthCheck);
  if (isChecked && taskHealth(task.containers) !== "HEALTHY") return { condition: "starting" };
  if (task.targets.some((target) => !SERVING.includes(targetHealth(target)?.state ?? ""))) {
    return { condition: "starting" };
  }
  const steadyAtMs = startedAtMs + (isChecked || task.targets.length > 0 ? 0 : input.steadyAfterMs);
  return nowMs < steadyAtMs ? { condition: "starting", recheckAtMs: steadyAtMs } : { condition: "healthy" };
}

/** `unavailable` is what a target group without health checks says. */
const SERVING = ["healthy", "unavailable"];

function firstFailure(task: TaskRecord, targetHealth: ConditionInput["targetHealth"]): TaskCondition["failing"] {
  if (taskHealth(task.containers) === "UNHEALTHY") return "container";
  for (const target of task.targets) {
    const health = targetHealth(target);
    if (health?.state === "unhealthy") return { target, health };
  }
  return undefined;
}
