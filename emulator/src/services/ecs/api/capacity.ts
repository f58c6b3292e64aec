import type { CapacityProviderStrategyItem, LaunchType } from "@aws-sdk/client-ecs";
import type { ClusterRecord } from "../state/cluster-record.ts";
import { ECS_ERRORS } from "../state/errors.ts";

export const FARGATE_PROVIDERS = ["FARGATE", "FARGATE_SPOT"];

/**
 * The capacity provider strategy that a request means, undefined for launch type FARGATE. Throws
 * InvalidParameterException, also for EC2 capacity, of which no cluster here has any.
 */
export function capacityStrategy(
  request: {
    readonly launchType?: LaunchType | undefined;
    readonly capacityProviderStrategy?: CapacityProviderStrategyItem[] | undefined;
  },
  cluster: ClusterRecord,
): CapacityProviderStrategyItem[] | undefined {
  const { launchType, capacityProviderStrategy } = request;
  if (launchType !== undefined && capacityProviderStrategy?.length) {
    throw ECS_ERRORS.invalidParameter("Specifying both a launch type and capacity provider strategy is not supported.");
  }
  if (launchType === "FARGATE") return undefined;
  const strategy = capacityProviderStrategy?.length
    ? capacityProviderStrategy
    : cluster.defaultCapacityProviderStrategy;
  if (launchType !== undefined || strategy.length === 0) {
    throw ECS_ERRORS.invalidParameter("No Container Instances were found in your cluster.");
  }
  for (const { capacityProvider } of strategy) {
    if (!cluster.capacityProviders.includes(capacityProvider ?? "")) {
      throw ECS_ERRORS.invalidParameter(
        `The specified capacity provider '${capacityProvider}' is not associated with the cluster.`,
      );
    }
  }
  return strategy;
}
