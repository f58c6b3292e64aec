import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderCluster } from "../state/render-cluster.ts";
import { clusterCounts } from "./cluster-counts.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";

export function deleteCluster(ecs: EcsContext): Handler<typeof sdk, "DeleteCluster"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const isOwn = ({ clusterName }: { clusterName: string }): boolean => clusterName === cluster.name;
    if (ecs.records.services.list().some((service) => isOwn(service) && service.status !== "INACTIVE")) {
      throw ECS_ERRORS.clusterContainsServices();
    }
    if (ecs.tasks.list((task) => isOwn(task) && task.lastStatus !== "STOPPED").length > 0) {
      throw ECS_ERRORS.clusterContainsTasks();
    }
    const deleted = { ...cluster, status: "INACTIVE" as const };
    ecs.records.clusters.put(cluster.name, deleted);
    return { cluster: renderCluster(deleted, clusterCounts(ecs, cluster.name)) };
  };
}
