import { breakerDecision } from "./circuit-breaker.ts";
import { SERVICE_EVENTS } from "./service-events.ts";
import type { DeploymentRecord, ServiceRecord } from "./service-record.ts";

/** Applies the circuit breaker's decision: fails the primary deployment and, if so configured, rolls back. */
export function breakCircuit(service: ServiceRecord, now: Date): { service: ServiceRecord; events: string[] } {
  const decision = breakerDecision(service);
  const [primary, ...others] = service.deployments;
  if (decision.action === "continue" || !primary) return { service, events: [] };
  const failed: DeploymentRecord = {
    ...primary,
    rolloutState: "FAILED",
    rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
    updatedAt: now.toISOString(),
  };
  const failure = SERVICE_EVENTS.deploymentFailed(service.name, primary.id);
  if (decision.action === "fail") {
    return { service: { ...service, deployments: [failed, ...others] }, events: [failure] };
  }
  const { to } = decision;
  const current: DeploymentRecord = {
    ...to,
    failedTasks: 0,
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${to.id}.`,
    isRollback: true,
    updatedAt: now.toISOString(),
  };
  const rest = others.filter((deployment) => deployment.id !== to.id);
  return {
    service: { ...service, deployments: [current, failed, ...rest] },
    events: [failure, SERVICE_EVENTS.rollingBack(service.name, to.id)],
  };
}
