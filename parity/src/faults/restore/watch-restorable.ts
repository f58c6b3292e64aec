import { maximumOf, medianOf } from "../../checks/figures.ts";
import type { Restorable } from "../../recovery/recovery-record.ts";
import type { RestorableDatabase } from "../../targets/restorable-database.ts";
import { pause } from "../../wait/until.ts";
import type { FaultContext } from "../fault.ts";

/** Looks at the latest restorable time until it has passed the point, and how far it is behind meanwhile. */
export async function watchRestorable(
  database: RestorableDatabase,
  point: Date,
  { pace, signal }: FaultContext,
): Promise<Restorable> {
  const lags: number[] = [];
  const deadline = performance.now() + pace.restorableDeadlineMs;
  for (;;) {
    const latest = await database.latestRestorableTime();
    if (latest) lags.push(Math.max(0, Date.now() - latest.getTime()));
    const reached = latest !== null && latest >= point;
    if (reached || performance.now() >= deadline) {
      return { reached, samples: lags.length, lagMsMedian: medianOf(lags), lagMsMax: maximumOf(lags) };
    }
    await pause(pace.pollMs, signal);
  }
}
