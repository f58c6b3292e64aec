import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate } from "../../../wire/paginate.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";

const PAGING = awsJsonPaging("ecs:ListServices", (arn: string) => arn, { min: 1, max: 100, default: 10 });

export function listServices(ecs: EcsContext): Handler<typeof sdk, "ListServices"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const isMeant = ["FARGATE", undefined].includes(input.launchType) && input.schedulingStrategy !== "DAEMON";
    const arns = ecs.records.services
      .list()
      .filter((service) => isMeant && service.clusterName === cluster.name && service.status !== "INACTIVE")
      .map((service) => service.arn);
    const { items, marker } = paginate(arns, { marker: input.nextToken, limit: input.maxResults }, PAGING);
    return { serviceArns: items, ...(marker === undefined ? {} : { nextToken: marker }) };
  };
}
