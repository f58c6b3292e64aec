/** A task whose desired status is RUNNING, as the scheduler sees it. */
export interface PlannedTask {
  readonly id: string;
  readonly isPrimary: boolean;
  /** `starting` has not passed its health checks yet; `unhealthy` failed them after the grace period. */
  readonly condition: "starting" | "healthy" | "unhealthy";
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
}

export interface PlanInput {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Whether the primary deployment may launch now: it has not failed and restarts are not throttled. */
  readonly launch: "allowed" | "throttled" | "blocked";
  readonly tasks: readonly PlannedTask[];
}

export interface Plan {
  /** Tasks of the primary deployment to launch. */
  readonly start: number;
  readonly stop: readonly PlannedTask[];
}

/**
 * The next step of a rolling deployment, a scaling or a replacement (ECS Developer Guide, "Rolling deployment"):
 * never more than `maximumPercent` of the desired count active by a launch, never fewer than `minimumHealthyPercent`
 * healthy by a stop. A replacement starts before the task it replaces is stopped, when there is room.
 */
export function planTasks(input: PlanInput): Plan {
  const { desiredCount: desired, tasks } = input;
  const healthyMin = Math.ceil((desired * input.minimumHealthyPercent) / 100);
  const activeMax = Math.floor((desired * input.maximumPercent) / 100);
  const of = (isPrimary: boolean, condition: PlannedTask["condition"]): PlannedTask[] =>
    tasks
      .filter((task) => task.isPrimary === isPrimary && task.condition === condition)
      .sort((a, b) => b.createdAtMs - a.createdAtMs);
  const primary = { starting: of(true, "starting"), healthy: of(true, "healthy"), unhealthy: of(true, "unhealthy") };
  const old = { starting: of(false, "starting"), healthy: of(false, "healthy"), unhealthy: of(false, "unhealthy") };

  const coming = primary.healthy.length + primary.starting.length;
  const needed = input.launch === "allowed" ? Math.max(0, desired - coming) : 0;
  const start = Math.max(0, Math.min(needed, activeMax - tasks.length));
  const lacking = needed - start;
  const isReplaced = primary.healthy.length >= desired;
  // A failed deployment that isn't rolled back leaves the service to the tasks of the one before.
  const isOldNeeded = input.launch === "blocked" && !isReplaced;
  const surplus = [
    ...primary.starting.slice(0, Math.max(0, coming - desired)),
    ...primary.healthy.slice(0, Math.max(0, primary.healthy.length - desired)),
    ...(isReplaced || input.launch === "blocked" ? primary.unhealthy : []),
    ...(isOldNeeded ? [] : old.starting),
    ...(isReplaced ? old.unhealthy : []),
  ];

  const healthy = primary.healthy.length + old.healthy.length;
  const stoppableHealthy = Math.max(0, healthy - healthyMin);
  const replacedHealthy = old.healthy.slice(0, Math.min(Math.max(0, healthy - desired), stoppableHealthy));
  const chosen = new Set([...surplus, ...replacedHealthy]);
  const freeable = [
    ...primary.unhealthy,
    ...old.unhealthy,
    ...old.healthy.slice(replacedHealthy.length, Math.max(replacedHealthy.length, stoppableHealthy)),
  ].filter((task) => !chosen.has(task));
  const freed = freeable.slice(0, Math.max(0, lacking - chosen.size));
  return { start, stop: [...chosen, ...freed] };
}
