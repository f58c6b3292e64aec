import type { DeploymentRecord, ServiceRecord } from "./service-record.ts";

/** Failures after which a deployment counts as failed: half of the desired count, at least 3, at most 200. */
export function failureThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(0.5 * desiredCount)));
}

export type BreakerDecision =
  | { readonly action: "continue" }
  | { readonly action: "fail" }
  | { readonly action: "rollback"; readonly to: DeploymentRecord };

/**
 * What the deployment circuit breaker does with the primary deployment (ECS Developer Guide, "How the Amazon ECS
 * deployment circuit breaker detects failures"). A rollback that fails itself is not rolled back again.
 */
export function breakerDecision(
  service: Pick<ServiceRecord, "desiredCount" | "deploymentConfiguration" | "deployments" | "lastCompleted">,
): BreakerDecision {
  const primary = service.deployments[0];
  const { enable, rollback } = service.deploymentConfiguration.deploymentCircuitBreaker;
  if (!primary || !enable || primary.rolloutState !== "IN_PROGRESS") return { action: "continue" };
  if (primary.failedTasks < failureThreshold(service.desiredCount)) return { action: "continue" };
  const to = service.lastCompleted;
  if (rollback && !primary.isRollback && to && to.id !== primary.id) return { action: "rollback", to };
  return { action: "fail" };
}
