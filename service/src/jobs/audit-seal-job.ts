import type { AuditLog } from "../usecases/audit-ports.ts";
import type { Job } from "./job.ts";

const INTERVAL_MS = 1_000;

/** Seals the audit log's new entries. Every task may run it: one at a time does something. */
export function auditSealJob(log: AuditLog): Job {
  return { name: "audit seal", intervalMs: INTERVAL_MS, run: () => log.seal() };
}
