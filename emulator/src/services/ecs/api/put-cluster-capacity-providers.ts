import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderCluster } from "../state/render-cluster.ts";
import { FARGATE_PROVIDERS } from "./capacity.ts";
import { clusterCounts } from "./cluster-counts.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";

export function putClusterCapacityProviders(ecs: EcsContext): Handler<typeof sdk, "PutClusterCapacityProviders"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const capacityProviders = input.capacityProviders ?? [];
    const defaultCapacityProviderStrategy = input.defaultCapacityProviderStrategy ?? [];
    const unknown = capacityProviders.find((provider) => !FARGATE_PROVIDERS.includes(provider));
    if (unknown !== undefined) {
      throw ECS_ERRORS.invalidParameter(`The specified capacity provider ${unknown} was not found.`);
    }
    const other = defaultCapacityProviderStrategy.find(
      ({ capacityProvider }) => !capacityProviders.includes(capacityProvider ?? ""),
    );
    if (other) {
      throw ECS_ERRORS.invalidParameter(
        `The capacity provider ${other.capacityProvider} of the default strategy is not associated with the cluster.`,
      );
    }
    const changed = { ...cluster, capacityProviders, defaultCapacityProviderStrategy };
    ecs.records.clusters.put(cluster.name, changed);
    return { cluster: renderCluster(changed, clusterCounts(ecs, cluster.name)) };
  };
}
