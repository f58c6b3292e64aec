import type { ClusterCounts } from "../state/render-cluster.ts";
import type { EcsContext } from "./context.ts";

const ENDING = ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"];

export function clusterCounts({ records, tasks }: EcsContext, clusterName: string): ClusterCounts {
  const own = tasks.list((task) => task.clusterName === clusterName);
  return {
    runningTasksCount: own.filter((task) => task.lastStatus === "RUNNING").length,
    pendingTasksCount: own.filter((task) => task.lastStatus !== "RUNNING" && !ENDING.includes(task.lastStatus)).length,
    activeServicesCount: records.services
      .list()
      .filter((service) => service.clusterName === clusterName && service.status === "ACTIVE").length,
  };
}
