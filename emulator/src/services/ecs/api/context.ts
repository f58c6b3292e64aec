import type { Addresses } from "../../../endpoints/addresses.ts";
import type { EcsRecords } from "../backend/records.ts";
import type { ServiceScheduler } from "../backend/service-scheduler.ts";
import type { TaskRunner } from "../backend/task-runner.ts";
import type { TaskTable } from "../backend/task-table.ts";
import type { EcsArns } from "../state/arns.ts";

/** What ECS's operations work with. */
export interface EcsContext {
  readonly records: EcsRecords;
  readonly tasks: TaskTable;
  readonly runner: TaskRunner;
  readonly scheduler: ServiceScheduler;
  readonly addresses: Addresses;
  readonly arns: EcsArns;
}
