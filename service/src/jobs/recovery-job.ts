import type { JobLog } from "./job-runner.ts";
import { countUnsettled } from "../usecases/count-unsettled.ts";
import { performOperation, leaseMs, type OperationDependencies } from "../usecases/perform-operation.ts";
import type { Job } from "./job.ts";

const INTERVAL_MS = 1_000;
/** A request that is still being answered is nobody else's business. */
const OLDER_THAN_MS = 5_000;
const BATCH_MAX = 20;

/**
 * Completes what requests began and did not end, because the provider did not answer or this process or another died:
 * asks the provider again, under the same key. Also lets authorizations expire. Any number of tasks may run it.
 */
export function recoveryJob(deps: OperationDependencies, log: JobLog): Job {
  return {
    name: "recovery",
    intervalMs: INTERVAL_MS,
    run: async () => {
      await deps.operations.expire(BATCH_MAX);
      const due = await deps.operations.takeOver({
        olderThanMs: OLDER_THAN_MS,
        leaseMs: leaseMs(deps),
        limit: BATCH_MAX,
      });
      await Promise.all(due.map((operation) => performOperation(deps, operation)));
      const unsettled = await countUnsettled(deps.operations);
      if (unsettled > 0) log.warn({ unsettled }, "payments are not settled");
      return due.length === BATCH_MAX;
    },
  };
}
