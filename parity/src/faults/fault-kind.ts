/** What a fault does, whichever way it does it: its effect is recognised by that. */
export const FAULT_KINDS = [
  "database-failover",
  "task-loss",
  "cache-failover",
  "process-kill",
  "database-restore",
  "database-loss",
  "cache-restore",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
