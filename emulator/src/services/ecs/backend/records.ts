import type { Collection, Store } from "../../../store/store.ts";
import type { ClusterRecord } from "../state/cluster-record.ts";
import type { ServiceRecord } from "../state/service-record.ts";
import type { TaskDefinitionRecord } from "../state/task-definition-record.ts";

/** ECS's control plane on disk, but for the tasks (`TaskTable`). */
export interface EcsRecords {
  /** By name. */
  readonly clusters: Collection<ClusterRecord>;
  /** By ARN. */
  readonly taskDefinitions: Collection<TaskDefinitionRecord>;
  /** Highest revision ever given out, by family: AWS never gives one out twice. */
  readonly revisions: Collection<number>;
  /** By `<cluster>/<service>`. */
  readonly services: Collection<ServiceRecord>;
  /** Value by name of the setting. */
  readonly accountSettings: Collection<{ name: string; value: string }>;
}

export function openRecords(store: Store): EcsRecords {
  return {
    clusters: store.collection("ecs.cluster"),
    taskDefinitions: store.collection("ecs.task-definition"),
    revisions: store.collection("ecs.task-definition-revision"),
    services: store.collection("ecs.service"),
    accountSettings: store.collection("ecs.account-setting"),
  };
}

/** Key of a service in `EcsRecords.services`. */
export function serviceKey(clusterName: string, serviceName: string): string {
  return `${clusterName}/${serviceName}`;
}
