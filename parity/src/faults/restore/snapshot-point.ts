import type { RestorableDatabase } from "../../targets/restorable-database.ts";
import { until } from "../../wait/until.ts";
import type { RestorePoint } from "./database-restore.ts";

/** A snapshot taken by hand. It is as of some instant between its request and its end. */
export function snapshotPoint(database: RestorableDatabase): RestorePoint {
  const snapshots: string[] = [];
  return {
    name: "bad release, then restore of a snapshot",
    take: async ({ clock, pace, signal }) => {
      const snapshot = `parity-${Date.now()}`;
      snapshots.push(snapshot);
      const fromUs = clock.nowUs();
      await database.createSnapshot(snapshot);
      await until(async () => (await database.snapshotStatus(snapshot)) === "available" || undefined, {
        what: `snapshot ${snapshot} to be available`,
        deadlineMs: pace.healDeadlineMs,
        intervalMs: pace.pollMs,
        signal,
      });
      return { fromUs, toUs: clock.nowUs() };
    },
    prepare: async () => ({ args: ["snapshot", "--snapshot", snapshots.at(-1)!], restorable: null }),
    heal: async () => {
      for (const snapshot of snapshots.splice(0)) await database.deleteSnapshot(snapshot);
    },
  };
}
