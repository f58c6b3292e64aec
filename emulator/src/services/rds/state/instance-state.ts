import type { DbInstanceRecord, DbInstanceStatus } from "./db-instance.ts";
import { rdsErrors } from "./rds-errors.ts";

export type InstanceOperation = "modify" | "reboot" | "stop" | "start" | "delete";

/** The states in which AWS accepts an operation (RDS User Guide, "DB instance status"). */
const ACCEPTED: Readonly<Record<InstanceOperation, readonly DbInstanceStatus[]>> = {
  modify: ["available", "storage-full"],
  reboot: ["available", "failed", "incompatible-parameters", "storage-full"],
  stop: ["available"],
  start: ["stopped"],
  delete: [
    ...(["creating", "backing-up", "available", "modifying", "resetting-master-credentials", "rebooting"] as const),
    ...(["stopping", "stopped", "starting", "failed", "incompatible-parameters", "storage-full"] as const),
  ],
};

/** Throws `InvalidDBInstanceState` when the instance's state doesn't allow `operation`. */
export function assertAccepts(record: DbInstanceRecord, operation: InstanceOperation): void {
  if (ACCEPTED[operation].includes(record.status)) return;
  throw rdsErrors.invalidInstanceState(refusal(record, operation));
}

function refusal({ identifier, status }: DbInstanceRecord, operation: InstanceOperation): string {
  if (operation === "delete") return `Instance ${identifier} is already being deleted.`;
  if (operation === "start") return `Instance ${identifier} is not stopped, it cannot be started. It is ${status}.`;
  if (operation === "modify") return `Database instance is not in available state, it is ${status}.`;
  return `Instance ${identifier} is not in available state. It is ${status}.`;
}
