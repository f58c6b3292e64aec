import { maximumOf, medianOf } from "../../checks/figures.ts";
import type { Restorable } from "../../recovery/recovery-record.ts";
import type { RestorableDatabase } from "../../targets/restorable-database.ts";
import { pause } from "../../wait/until.ts";
import type { FaultContext } from "../fault.ts";
import type { RestorePoint } from "./database-restore.ts";

/** The database's clock may differ from ours by this much: what is acknowledged or begun within it may be either way. */
const CLOCK_US_TOLERANCE = 250_000;
const SECOND_MS = 1_000;

/** A whole second just before the damage, as an operator would read it off a log. */
export function timePoint(database: RestorableDatabase): RestorePoint {
  let point = new Date(0);
  return {
    name: "bad release, then restore to just before it",
    take: async ({ clock, signal }) => {
      point = new Date(Math.ceil(Date.now() / SECOND_MS) * SECOND_MS);
      const us = clock.usAt(point);
      const remainingMs = (us + CLOCK_US_TOLERANCE - clock.nowUs()) / 1_000;
      await pause(Math.max(0, remainingMs), signal);
      return { fromUs: us - CLOCK_US_TOLERANCE, toUs: us + CLOCK_US_TOLERANCE };
    },
    prepare: async (context) => {
      const restorable = await watchRestorable(database, point, context);
      return { args: restorable.reached ? ["pitr", "--time", point.toISOString()] : null, restorable };
    },
    heal: async () => undefined,
  };
}

/** Looks at the latest restorable time until it has passed the point, and how far it is behind meanwhile. */
async function watchRestorable(
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
