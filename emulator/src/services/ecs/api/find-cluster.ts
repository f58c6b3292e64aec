import { nameOf } from "../state/arns.ts";
import type { ClusterRecord } from "../state/cluster-record.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import type { EcsContext } from "./context.ts";

/** The active cluster of a name or ARN, `default` when absent. Throws ClusterNotFoundException. */
export function findCluster({ records }: Pick<EcsContext, "records">, cluster: string | undefined): ClusterRecord {
  const found = records.clusters.get(nameOf(cluster ?? "default"));
  if (found?.status !== "ACTIVE") throw ECS_ERRORS.clusterNotFound();
  return found;
}
