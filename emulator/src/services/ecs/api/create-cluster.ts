import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import type { ClusterRecord } from "../state/cluster-record.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderCluster } from "../state/render-cluster.ts";
import { FARGATE_PROVIDERS } from "./capacity.ts";
import { clusterCounts } from "./cluster-counts.ts";
import type { EcsContext } from "./context.ts";

/** Creating an active cluster again answers with the one there is. */
export function createCluster(ecs: EcsContext): Handler<typeof sdk, "CreateCluster"> {
  return async (input) => {
    const name = input.clusterName ?? "default";
    if (!/^[\w-]{1,255}$/.test(name)) {
      throw ECS_ERRORS.invalidParameter(
        "The specified cluster name is invalid: up to 255 letters, numbers, hyphens and underscores are allowed.",
      );
    }
    const existing = ecs.records.clusters.get(name);
    const record = existing?.status === "ACTIVE" ? existing : newCluster(ecs, name, input);
    ecs.records.clusters.put(name, record);
    return { cluster: renderCluster(record, clusterCounts(ecs, name), ["SETTINGS", "TAGS", "CONFIGURATIONS"]) };
  };
}

function newCluster(ecs: EcsContext, name: string, input: sdk.CreateClusterRequest): ClusterRecord {
  const unknown = input.capacityProviders?.find((provider) => !FARGATE_PROVIDERS.includes(provider));
  if (unknown !== undefined) {
    throw ECS_ERRORS.invalidParameter(`The specified capacity provider ${unknown} was not found.`);
  }
  return {
    name,
    arn: ecs.arns.cluster(name),
    status: "ACTIVE",
    settings: input.settings ?? [
      {
        name: "containerInsights",
        value: ecs.records.accountSettings.get("containerInsights")?.value ?? "disabled",
      },
    ],
    ...(input.configuration ? { configuration: input.configuration } : {}),
    capacityProviders: input.capacityProviders ?? [],
    defaultCapacityProviderStrategy: input.defaultCapacityProviderStrategy ?? [],
    tags: input.tags ?? [],
  };
}
