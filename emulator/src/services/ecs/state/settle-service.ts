import type { PlannedTask } from "./plan-tasks.ts";
import { SERVICE_EVENTS } from "./service-events.ts";
import type { DeploymentRecord, ServiceRecord } from "./service-record.ts";

export interface SettleInput {
  readonly service: ServiceRecord;
  /** Tasks whose desired status is RUNNING. */
  readonly wanted: readonly PlannedTask[];
  /** Deployments that still have a task that is not STOPPED. */
  readonly occupiedDeploymentIds: ReadonlySet<string>;
  readonly now: Date;
}

/**
 * Drops deployments whose last task has stopped, completes the primary one and announces the steady state: all that is
 * desired is healthy, and nothing of an earlier deployment is left.
 */
export function settleService({ service, wanted, occupiedDeploymentIds, now }: SettleInput): {
  service: ServiceRecord;
  events: string[];
} {
  const [primary, ...others] = service.deployments;
  if (service.status === "DRAINING" && occupiedDeploymentIds.size === 0) {
    return { service: { ...service, status: "INACTIVE", deployments: [] }, events: [] };
  }
  if (service.status !== "ACTIVE" || !primary) return { service, events: [] };
  const remaining = others.filter((deployment) => occupiedDeploymentIds.has(deployment.id));
  const isComplete =
    remaining.length === 0 &&
    wanted.length === service.desiredCount &&
    wanted.every((task) => task.isPrimary && task.condition === "healthy");
  if (!isComplete || primary.rolloutState === "FAILED") {
    return { service: { ...service, deployments: [primary, ...remaining], isSteady: false }, events: [] };
  }
  const events: string[] = [];
  let completed = primary;
  if (primary.rolloutState === "IN_PROGRESS") {
    completed = complete(primary, now);
    events.push(SERVICE_EVENTS.deploymentCompleted(service.name, primary.id));
  }
  if (!service.isSteady) events.push(SERVICE_EVENTS.steady(service.name));
  return { service: { ...service, deployments: [completed], lastCompleted: completed, isSteady: true }, events };
}

function complete(deployment: DeploymentRecord, now: Date): DeploymentRecord {
  return {
    ...deployment,
    rolloutState: "COMPLETED",
    rolloutStateReason: `ECS deployment ${deployment.id} completed.`,
    failedTasks: 0,
    isRollback: false,
    updatedAt: now.toISOString(),
  };
}
