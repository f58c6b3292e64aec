import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { serviceKey } from "../backend/records.ts";
import { nameOf } from "../state/arns.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderService } from "../state/render-service.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";

export function describeServices(ecs: EcsContext): Handler<typeof sdk, "DescribeServices"> {
  return async (input) => {
    const cluster = findCluster(ecs, input.cluster);
    const names = (input.services ?? []).map(nameOf);
    if (names.length === 0) throw ECS_ERRORS.invalidParameter("Services cannot be empty.");
    if (names.length > 10) throw ECS_ERRORS.invalidParameter("services can have at most 10 items.");
    const services: sdk.Service[] = [];
    const failures: sdk.Failure[] = [];
    for (const name of names) {
      const record = ecs.records.services.get(serviceKey(cluster.name, name));
      if (!record) {
        failures.push({ arn: ecs.arns.service(cluster.name, name), reason: "MISSING" });
        continue;
      }
      const tasks = ecs.tasks.list(
        (task) => task.clusterName === cluster.name && task.membership?.serviceName === name,
      );
      const tags = input.include?.includes("TAGS") ? { tags: record.tags } : {};
      services.push({ ...renderService(record, tasks, ecs.arns), ...tags });
    }
    return { services, failures };
  };
}
