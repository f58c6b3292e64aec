import type { RecoveryRecord } from "../../recovery/recovery-record.ts";
import { until } from "../../wait/until.ts";
import type { FaultRecord } from "../fault-record.ts";
import type { Fault, FaultContext } from "../fault.ts";
import { injectAndWatch } from "../inject-and-watch.ts";
import type { RestoreMeans } from "./database-restore.ts";
import { runRecovery } from "./run-recovery.ts";
import { CLOCK_US_TOLERANCE } from "./time-point.ts";
import { watchRestorable } from "./watch-restorable.ts";

/** Acknowledged since the archive's latest time, so that there is something to lose. */
const COMMITS_MIN = 50;

const NAME = "primary and standby lost, then restore to the latest";

type Means = Pick<RestoreMeans, "database" | "recover" | "environment">;

/**
 * Primary and standby are both gone, with everything that wasn't archived; the operator's command restores the latest
 * that was. What is lost is what the archive was behind.
 */
export function databaseLoss(lose: () => Promise<void>, means: Means): Fault {
  const { database } = means;
  return {
    name: NAME,
    steadyState: `${database.identifier} to be available with a standby in another zone`,
    isSteady: () => database.isSteady(),
    inject: (context, round) => lost(lose, means, context, round),
    heal: async () => undefined,
  };
}

async function lost(
  lose: () => Promise<void>,
  { database, recover, environment }: Means,
  context: FaultContext,
  round: number,
): Promise<FaultRecord> {
  const { clock, pace, signal } = context;
  const restorable = await watchRestorable(database, new Date(), context);
  await commitsBeyondArchive(database, context);
  const failed: FaultRecord["observed"] = [];
  let recovery: RecoveryRecord | null = null;
  const record = await injectAndWatch(
    {
      name: NAME,
      kind: "database-loss",
      subject: database.identifier,
      describe: () => database.identity(),
      events: () => database.events(),
      act: async () => {
        await lose();
        const isFailed = async () => {
          const state = await database.identity();
          return state.status === "failed" ? state : undefined;
        };
        const { pollMs: intervalMs, effectDeadlineMs: deadlineMs } = pace;
        const what = `${database.identifier} to be described as failed`;
        const state = await until(isFailed, { what, deadlineMs, intervalMs, signal });
        failed.push({ atUs: clock.nowUs(), state });
        const latest = await database.latestRestorableTime();
        if (latest === null) return "unknown";
        const us = clock.usAt(latest);
        const point = { fromUs: us - CLOCK_US_TOLERANCE, toUs: us + CLOCK_US_TOLERANCE };
        const args = ["pitr", "--latest", "--env", environment, "--cut-over"];
        const { command } = await runRecovery(recover, args, context);
        recovery = { point, damaged: [], restorable, command };
        return command.exitCode === 0 ? "accepted" : "unknown";
      },
      effect: "another database to be in service under the same name",
      isEffective: (state, first) => state.status === "available" && state.resourceId !== first.resourceId,
    },
    { ...context, pace: { ...pace, effectDeadlineMs: pace.afterMs } },
    round,
  );
  return { ...record, observed: [...failed, ...record.observed], recovery };
}

/** Whatever the archive does meanwhile: that it holds less than was acknowledged is what there is to measure. */
async function commitsBeyondArchive(
  database: Means["database"],
  { clock, history, pace, signal }: FaultContext,
): Promise<void> {
  const isBehind = async () => {
    const latest = await database.latestRestorableTime();
    return latest !== null && history.commitsStartedSince(clock.usAt(latest) + CLOCK_US_TOLERANCE) >= COMMITS_MIN
      ? true
      : undefined;
  };
  await until(isBehind, {
    what: `${COMMITS_MIN} payments to commit that aren't archived yet`,
    deadlineMs: pace.restorableDeadlineMs,
    intervalMs: pace.pollMs,
    signal,
  });
}
