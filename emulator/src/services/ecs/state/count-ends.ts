import type { ServiceRecord } from "./service-record.ts";
import type { TaskRecord } from "./task-record.ts";

const HEALTH_FAILURE = /^Task failed (ELB|container) health checks/;

/** Reasons with which the scheduler stops a task that failed its health checks. */
export const HEALTH_FAILURE_REASONS = {
  target: (targetGroupArn: string) => `Task failed ELB health checks in (target-group ${targetGroupArn})`,
  container: "Task failed container health checks",
} as const;

/** True when the end of a task is a failure of its own: not asked for by a user, a scaling or a deployment. */
export function isFailedEnd(task: Pick<TaskRecord, "stopCode" | "stoppedReason">): boolean {
  if (task.stopCode === "TaskFailedToStart" || task.stopCode === "EssentialContainerExited") return true;
  return HEALTH_FAILURE.test(task.stoppedReason ?? "");
}

/** Adds failed ends to the deployments they belong to, as long as those are in progress. */
export function countEnds(service: ServiceRecord, ended: readonly TaskRecord[], now: Date): ServiceRecord {
  const deployments = service.deployments.map((deployment) => {
    const failures = ended.filter(
      (task) => task.membership?.deploymentId === deployment.id && isFailedEnd(task),
    ).length;
    if (failures === 0 || deployment.rolloutState !== "IN_PROGRESS") return deployment;
    return { ...deployment, failedTasks: deployment.failedTasks + failures, updatedAt: now.toISOString() };
  });
  return { ...service, deployments };
}
