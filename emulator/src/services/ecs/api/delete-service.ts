import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { serviceKey } from "../backend/records.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderService } from "../state/render-service.ts";
import type { EcsContext } from "./context.ts";
import { findService } from "./find-service.ts";

/** The service is DRAINING until its last task has stopped, then INACTIVE; it stays describable. */
export function deleteService(ecs: EcsContext): Handler<typeof sdk, "DeleteService"> {
  return async (input) => {
    const service = findService(ecs, input.cluster, input.service ?? "");
    if (service.status === "INACTIVE") throw ECS_ERRORS.serviceNotFound();
    if (service.desiredCount > 0 && !input.force) {
      throw ECS_ERRORS.invalidParameter("The service cannot be stopped while it is scaled above 0.");
    }
    const deleted = { ...service, status: "DRAINING" as const, desiredCount: 0 };
    const key = serviceKey(service.clusterName, service.name);
    ecs.records.services.put(key, deleted);
    ecs.scheduler.wake(key);
    const tasks = ecs.tasks.list(
      (task) => task.clusterName === service.clusterName && task.membership?.serviceName === service.name,
    );
    return { service: renderService(deleted, tasks, ecs.arns) };
  };
}
