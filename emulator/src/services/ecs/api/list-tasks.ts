import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate } from "../../../wire/paginate.ts";
import { nameOf } from "../state/arns.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import type { TaskRecord } from "../state/task-record.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";
import { findService } from "./find-service.ts";

const PAGING = awsJsonPaging("ecs:ListTasks", (arn: string) => arn);

/** Filters are joined with "and"; without `desiredStatus` it lists what should run. */
export function listTasks(ecs: EcsContext): Handler<typeof sdk, "ListTasks"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const service = input.serviceName === undefined ? undefined : findService(ecs, input.cluster, input.serviceName);
    if (service?.status === "INACTIVE") throw ECS_ERRORS.serviceNotFound();
    const desiredStatus = input.desiredStatus === "STOPPED" ? "STOPPED" : "RUNNING";
    const matches = (task: TaskRecord): boolean =>
      task.clusterName === cluster.name &&
      task.desiredStatus === desiredStatus &&
      input.containerInstance === undefined &&
      ["FARGATE", undefined].includes(input.launchType) &&
      (service === undefined || task.membership?.serviceName === service.name) &&
      (input.startedBy === undefined || task.launch.startedBy === input.startedBy) &&
      (input.family === undefined || nameOf(task.launch.taskDefinitionArn).split(":")[0] === input.family);
    const arns = ecs.tasks.list(matches).map((task) => task.arn);
    const { items, marker } = paginate(arns, { marker: input.nextToken, limit: input.maxResults }, PAGING);
    return { taskArns: items, ...(marker === undefined ? {} : { nextToken: marker }) };
  };
}
