import { serviceKey } from "../backend/records.ts";
import { nameOf } from "../state/arns.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import type { ServiceRecord } from "../state/service-record.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";

/** The service of a name or ARN, INACTIVE ones included. Throws ClusterNotFoundException, ServiceNotFoundException. */
export function findService(
  ecs: Pick<EcsContext, "records">,
  cluster: string | undefined,
  service: string,
): ServiceRecord {
  const found = ecs.records.services.get(serviceKey(findCluster(ecs, cluster).name, nameOf(service)));
  if (!found) throw ECS_ERRORS.serviceNotFound();
  return found;
}
