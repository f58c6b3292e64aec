import type { DeploymentConfiguration, LoadBalancer } from "@aws-sdk/client-ecs";
import { ECS_ERRORS } from "./errors.ts";
import type { ServiceDeploymentConfiguration } from "./service-record.ts";
import type { TaskDefinitionRecord } from "./task-definition-record.ts";

/** Merges a change into the configuration there is, or into AWS's defaults. Throws InvalidParameterException. */
export function deploymentConfiguration(
  change: DeploymentConfiguration | undefined,
  current?: ServiceDeploymentConfiguration,
): ServiceDeploymentConfiguration {
  const breaker = change?.deploymentCircuitBreaker ?? current?.deploymentCircuitBreaker;
  const merged = {
    strategy: "ROLLING" as const,
    bakeTimeInMinutes: 0,
    ...current,
    ...change,
    maximumPercent: change?.maximumPercent ?? current?.maximumPercent ?? 200,
    minimumHealthyPercent: change?.minimumHealthyPercent ?? current?.minimumHealthyPercent ?? 100,
    deploymentCircuitBreaker: { enable: breaker?.enable ?? false, rollback: breaker?.rollback ?? false },
  };
  if (merged.strategy !== "ROLLING") {
    throw ECS_ERRORS.invalidParameter(`Deployment strategy ${merged.strategy} is not available here; use ROLLING.`);
  }
  if (merged.maximumPercent < 100) {
    throw ECS_ERRORS.invalidParameter("maximumPercent must be greater than or equal to 100.");
  }
  if (merged.minimumHealthyPercent < 0 || merged.minimumHealthyPercent > 100) {
    throw ECS_ERRORS.invalidParameter("minimumHealthyPercent must be between 0 and 100.");
  }
  if (merged.deploymentCircuitBreaker.rollback && !merged.deploymentCircuitBreaker.enable) {
    throw ECS_ERRORS.invalidParameter("Rollback cannot be enabled when the deployment circuit breaker is disabled.");
  }
  return merged;
}

/** Every load balancer must name a target group and a port that the task definition maps. */
export function validateLoadBalancers(
  loadBalancers: readonly LoadBalancer[],
  definition: Pick<TaskDefinitionRecord, "containers">,
): void {
  for (const { targetGroupArn, containerName, containerPort } of loadBalancers) {
    if (!targetGroupArn) throw ECS_ERRORS.invalidParameter("targetGroupArn must be specified for a load balancer.");
    const container = definition.containers.find(({ name }) => name === containerName);
    if (!container) {
      throw ECS_ERRORS.invalidParameter(`The container ${containerName} does not exist in the task definition.`);
    }
    if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
      throw ECS_ERRORS.invalidParameter(
        `The container ${containerName} did not have a container port ${containerPort} defined.`,
      );
    }
  }
}

/** AWS allows a desired count of 0 to 5,000. */
export function validateDesiredCount(desiredCount: number): void {
  if (!Number.isInteger(desiredCount) || desiredCount < 0 || desiredCount > 5_000) {
    throw ECS_ERRORS.invalidParameter("desiredCount must be between 0 and 5000.");
  }
}
