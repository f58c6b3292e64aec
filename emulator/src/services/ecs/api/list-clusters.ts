import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate } from "../../../wire/paginate.ts";
import type { EcsContext } from "./context.ts";

const PAGING = awsJsonPaging("ecs:ListClusters", (arn: string) => arn);

export function listClusters({ records }: EcsContext): Handler<typeof sdk, "ListClusters"> {
  return async ({ nextToken, maxResults }) => {
    const active = records.clusters.list().filter((cluster) => cluster.status === "ACTIVE");
    const { items, marker } = paginate(
      active.map((cluster) => cluster.arn),
      { marker: nextToken, limit: maxResults },
      PAGING,
    );
    return { clusterArns: items, ...(marker === undefined ? {} : { nextToken: marker }) };
  };
}
