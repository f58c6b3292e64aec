import { executeApproval, type ApprovalDependencies } from "../usecases/decide-approval.ts";
import type { Job } from "./job.ts";

const INTERVAL_MS = 5_000;
/** Whoever approved it is doing it until then. */
const PATIENCE_MS = 10_000;
const BATCH = 20;

/** Does what was approved and not done, because a process died or an outcome was not known. */
export function approvalJob(dependencies: ApprovalDependencies, patienceMs = PATIENCE_MS): Job {
  return {
    name: "approvals",
    intervalMs: INTERVAL_MS,
    run: async () => {
      const before = new Date(Date.now() - patienceMs);
      for (const approval of await dependencies.approvals.unfinished(before, BATCH)) {
        await executeApproval(dependencies, approval);
      }
    },
  };
}
