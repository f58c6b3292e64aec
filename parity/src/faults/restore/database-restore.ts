import type { PaymentClient } from "../../clients/payment-client.ts";
import type { Random } from "../../generators/random.ts";
import type { RecoverCommand } from "../../recovery/recover-command.ts";
import type { RecoveryRecord } from "../../recovery/recovery-record.ts";
import type { RestorableDatabase } from "../../targets/restorable-database.ts";
import { until } from "../../wait/until.ts";
import type { FaultRecord } from "../fault-record.ts";
import type { Fault, FaultContext } from "../fault.ts";
import { injectAndWatch } from "../inject-and-watch.ts";
import { bulkRefunds } from "./bulk-refunds.ts";
import { runRecovery } from "./run-recovery.ts";

/** Payments on either side of the point that is restored, so that there is something to keep and something to lose. */
const COMMITS_MIN = 50;

/** How one way of restoring takes its point, and what it then asks of the operator's command. */
export interface RestorePoint {
  readonly name: string;
  /** Keeps a point while payments flow. */
  take(context: FaultContext): Promise<RecoveryRecord["point"]>;
  /** What to run; null if the point can't be restored. */
  prepare(context: FaultContext): Promise<{ args: readonly string[] | null; restorable: RecoveryRecord["restorable"] }>;
  heal(): Promise<void>;
}

export interface RestoreMeans {
  readonly database: RestorableDatabase;
  readonly recover: RecoverCommand;
  readonly environment: string;
  /** With a client of its own, for the load's are the merchant's. */
  openClient(): Promise<PaymentClient>;
  readonly random: Random;
}

/** A bad release refunds what nobody asked to refund; the operator's command restores the database to before that. */
export function databaseRestore(point: RestorePoint, means: RestoreMeans): Fault {
  const { database } = means;
  const asides: string[] = [];
  return {
    name: point.name,
    steadyState: `${database.identifier} to be available with a standby in another zone`,
    isSteady: () => database.isSteady(),
    inject: async (context, round) => {
      const { record, before } = await disrupted(point, means, context, round);
      if (before !== undefined) asides.push(before);
      return record;
    },
    heal: async () => {
      for (const aside of asides) await database.deleteAside(aside);
      await point.heal();
    },
  };
}

async function disrupted(
  point: RestorePoint,
  means: RestoreMeans,
  context: FaultContext,
  round: number,
): Promise<{ record: FaultRecord; before: string | undefined }> {
  const { database, recover, environment, random } = means;
  const taken = await point.take(context);
  await commitsSince(context, taken.toUs);
  await using client = await means.openClient();
  const startUs = context.clock.nowUs();
  const damaged = await bulkRefunds(client, context.history, random, `parity-damage-${startUs}-`);
  const { args, restorable } = await point.prepare(context);
  let command: RecoveryRecord["command"] = null;
  let before: string | undefined;
  const record = await injectAndWatch(
    {
      name: point.name,
      kind: "database-restore",
      subject: database.identifier,
      describe: () => database.identity(),
      events: () => database.events(),
      act: async () => {
        if (args === null) return "unknown";
        const ran = await runRecovery(recover, [...args, "--env", environment, "--cut-over"], context);
        ({ command, before } = ran);
        return ran.command.exitCode === 0 ? "accepted" : "unknown";
      },
      effect: "another database to be in service under the same name",
      isEffective: (state, first) => state.status === "available" && state.resourceId !== first.resourceId,
    },
    // Nothing comes after the command: what it didn't do by its end, it didn't do.
    { ...context, pace: { ...context.pace, effectDeadlineMs: context.pace.afterMs } },
    round,
  );
  const recovery: RecoveryRecord = { point: taken, damaged, restorable, command };
  return { record: { ...record, startUs, start: context.clock.wallAt(startUs), recovery }, before };
}

async function commitsSince({ history, pace, signal }: FaultContext, us: number): Promise<void> {
  await until(() => history.commitsStartedSince(us) >= COMMITS_MIN || undefined, {
    what: `${COMMITS_MIN} payments to commit after the point that is restored`,
    deadlineMs: pace.recoveryDeadlineMs,
    intervalMs: pace.pollMs,
    signal,
  });
}
