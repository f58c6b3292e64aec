import type { RecoverCommand } from "../../recovery/recover-command.ts";
import type { RecoveryRecord } from "../../recovery/recovery-record.ts";
import type { ManagedCache } from "../../targets/managed-cache.ts";
import { until } from "../../wait/until.ts";
import { cacheFailover } from "../cache-failover.ts";
import type { Fault } from "../fault.ts";
import { injectAndWatch } from "../inject-and-watch.ts";
import { runRecovery } from "./run-recovery.ts";

/** The operator's command puts a cache from a snapshot in the original's place. */
export function cacheRestore(cache: ManagedCache, recover: RecoverCommand, environment: string): Fault {
  const name = "redis-restore";
  const { steadyState, ...failover } = cacheFailover(name, cache, async () => "unknown");
  const snapshots: string[] = [];
  return {
    name,
    steadyState,
    isSteady: () => failover.isSteady(),
    inject: async (context, round) => {
      const { clock, pace, signal } = context;
      const snapshot = `parity-${Date.now()}`;
      snapshots.push(snapshot);
      const fromUs = clock.nowUs();
      await cache.createSnapshot(snapshot);
      await until(async () => (await cache.snapshotStatus(snapshot)) === "available" || undefined, {
        what: `snapshot ${snapshot} to be available`,
        deadlineMs: pace.healDeadlineMs,
        intervalMs: pace.pollMs,
        signal,
      });
      const point = { fromUs, toUs: clock.nowUs() };
      let command: RecoveryRecord["command"] = null;
      const record = await injectAndWatch(
        {
          name,
          kind: "cache-restore",
          subject: cache.identifier,
          describe: () => cache.identity(),
          events: () => cache.events(),
          act: async () => {
            const args = ["redis", "--snapshot", snapshot, "--env", environment, "--cut-over"];
            ({ command } = await runRecovery(recover, args, context));
            return command.exitCode === 0 ? "accepted" : "unknown";
          },
          effect: "another cache to be in service under the same name",
          isEffective: (state, before) => state.status === "available" && state.createdAt !== before.createdAt,
        },
        { ...context, pace: { ...pace, effectDeadlineMs: pace.afterMs } },
        round,
      );
      return { ...record, recovery: { point, damaged: [], restorable: null, command } };
    },
    heal: async () => {
      for (const snapshot of snapshots.splice(0)) await cache.deleteSnapshot(snapshot);
    },
  };
}
