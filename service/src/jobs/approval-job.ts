import { executeApproval, type ApprovalDependencies } from "../usecases/decide-approval.ts";
import type { Job } from "./job.ts";
import { takeInTurn } from "./take-in-turn.ts";

const INTERVAL_MS = 5_000;

/** Does what was approved and not done, because a process died or an outcome was not known. */
export function approvalJob(dependencies: ApprovalDependencies, patienceMs?: number): Job {
  return {
    name: "approvals",
    intervalMs: INTERVAL_MS,
    run: (stopping) =>
      takeInTurn(
        (take) => dependencies.approvals.take(take),
        (approval) => executeApproval(dependencies, approval),
        { patienceMs, stopping },
      ),
  };
}
