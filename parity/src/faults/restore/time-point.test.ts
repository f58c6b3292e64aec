import { expect, test } from "vitest";
import { QUICK } from "../../testing/run-on-fake.ts";
import type { RestorableDatabase } from "../../targets/restorable-database.ts";
import type { FaultContext } from "../fault.ts";
import { timePoint } from "./time-point.ts";

test("a database that never tells a latest restorable time gives no lag, and nothing is run", async () => {
  const database = { latestRestorableTime: async () => null } as unknown as RestorableDatabase;
  const pace = { ...QUICK, restorableDeadlineMs: 30 };
  const context = { pace, signal: new AbortController().signal } as unknown as FaultContext;
  expect(await timePoint(database).prepare(context)).toEqual({
    args: null,
    restorable: { reached: false, samples: 0, lagMsMedian: null, lagMsMax: null },
  });
});
