import type { RestorableDatabase } from "../../targets/restorable-database.ts";
import { pause } from "../../wait/until.ts";
import type { RestorePoint } from "./database-restore.ts";
import { watchRestorable } from "./watch-restorable.ts";

/** The database's clock may differ from ours by this much: what is acknowledged or begun within it may be either way. */
export const CLOCK_US_TOLERANCE = 250_000;
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
