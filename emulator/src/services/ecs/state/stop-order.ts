import { HEALTH_FAILURE_REASONS } from "./count-ends.ts";
import type { JudgedTask } from "./judged-task.ts";
import { SERVICE_EVENTS } from "./service-events.ts";
import type { ServiceRecord } from "./service-record.ts";

/** Why the scheduler stops a task: its failed health checks, with the event that tells of them, or a scaling. */
export function stopOrder(
  { task, judgement }: JudgedTask,
  service: ServiceRecord,
): { stoppedReason: string; event?: string } {
  const { failing } = judgement;
  if (failing === "container") {
    return {
      stoppedReason: HEALTH_FAILURE_REASONS.container,
      event: SERVICE_EVENTS.unhealthyContainer(service.name, task.id),
    };
  }
  if (!failing) {
    return { stoppedReason: `Scaling activity initiated by (deployment ${task.membership?.deploymentId})` };
  }
  const { targetGroupArn, port } = failing.target;
  const reason = failing.health.description ?? "Health checks failed";
  return {
    stoppedReason: HEALTH_FAILURE_REASONS.target(targetGroupArn),
    event: SERVICE_EVENTS.unhealthyTarget(service.name, task.id, port, targetGroupArn, reason),
  };
}
