import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { nameOf } from "../state/arns.ts";
import { renderCluster } from "../state/render-cluster.ts";
import { clusterCounts } from "./cluster-counts.ts";
import type { EcsContext } from "./context.ts";

export function describeClusters(ecs: EcsContext): Handler<typeof sdk, "DescribeClusters"> {
  return async (input) => {
    const names = (input.clusters?.length ? input.clusters : ["default"]).map(nameOf);
    const found = names.flatMap((name) => ecs.records.clusters.get(name) ?? []);
    const missing = names.filter((name) => !ecs.records.clusters.get(name));
    return {
      clusters: found.map((record) => renderCluster(record, clusterCounts(ecs, record.name), input.include)),
      failures: missing.map((name) => ({ arn: ecs.arns.cluster(name), reason: "MISSING" })),
    };
  };
}
