import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import type { ClusterRecord } from "../state/cluster-record.ts";
import { renderCluster } from "../state/render-cluster.ts";
import { clusterCounts } from "./cluster-counts.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";

export function updateCluster(ecs: EcsContext): Handler<typeof sdk, "UpdateCluster"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const changed = {
      ...cluster,
      ...(input.configuration ? { configuration: input.configuration } : {}),
      settings: mergeSettings(cluster.settings, input.settings),
    };
    return { cluster: save(ecs, changed) };
  };
}

export function updateClusterSettings(ecs: EcsContext): Handler<typeof sdk, "UpdateClusterSettings"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    return { cluster: save(ecs, { ...cluster, settings: mergeSettings(cluster.settings, input.settings) }) };
  };
}

function save(ecs: EcsContext, record: ClusterRecord): sdk.Cluster {
  ecs.records.clusters.put(record.name, record);
  return renderCluster(record, clusterCounts(ecs, record.name), ["SETTINGS", "TAGS", "CONFIGURATIONS"]);
}

function mergeSettings(current: sdk.ClusterSetting[], changes: sdk.ClusterSetting[] = []): sdk.ClusterSetting[] {
  return [...new Map([...current, ...changes].map((setting) => [setting.name, setting])).values()];
}
