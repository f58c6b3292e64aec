import type { Cluster, ClusterField } from "@aws-sdk/client-ecs";
import type { ClusterRecord } from "./cluster-record.ts";

export interface ClusterCounts {
  readonly runningTasksCount: number;
  readonly pendingTasksCount: number;
  readonly activeServicesCount: number;
}

/** A cluster as the API answers it; settings, tags and configuration only when they are included. */
export function renderCluster(
  record: ClusterRecord,
  counts: ClusterCounts,
  include: readonly ClusterField[] = [],
): Cluster {
  return {
    clusterArn: record.arn,
    clusterName: record.name,
    status: record.status,
    registeredContainerInstancesCount: 0,
    ...counts,
    statistics: [],
    tags: include.includes("TAGS") ? record.tags : [],
    settings: include.includes("SETTINGS") ? record.settings : [],
    ...(include.includes("CONFIGURATIONS") && record.configuration ? { configuration: record.configuration } : {}),
    capacityProviders: record.capacityProviders,
    defaultCapacityProviderStrategy: record.defaultCapacityProviderStrategy,
  };
}
