import type { Addresses } from "../../../endpoints/addresses.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { Log } from "../../../log.ts";
import type { ContainerDefinitionRecord, TaskDefinitionRecord } from "../state/task-definition-record.ts";
import type { TaskRecord } from "../state/task-record.ts";
import type { ContainerLogs } from "./container-logs.ts";
import type { ContainerRuntime } from "./container-runtime.ts";
import type { SecretStore } from "./secret-store.ts";
import type { TargetRegistry } from "./target-registry.ts";
import type { TaskTable } from "./task-table.ts";

/** What tasks run on. */
export interface TaskPlatform {
  readonly instance: Instance;
  readonly addresses: Addresses;
  readonly tasks: TaskTable;
  readonly runtime: ContainerRuntime;
  readonly secrets: SecretStore;
  readonly logs: ContainerLogs;
  readonly targets: TargetRegistry;
  readonly log: Log;
  readonly definition: (task: TaskRecord) => TaskDefinitionRecord;
  /** The digest of a container's image: the one that the task's deployment has fixed, else what the reference means now. */
  readonly imageDigest: (task: TaskRecord, container: ContainerDefinitionRecord) => Promise<string>;
  /** Adds an event to the task's service. */
  readonly announce: (task: TaskRecord, message: string) => void;
}
