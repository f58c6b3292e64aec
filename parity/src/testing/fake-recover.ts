import { setTimeout as after } from "node:timers/promises";
import type { RecoverCommand } from "../recovery/recover-command.ts";
import type { FakeSystem } from "./fake-system.ts";

const STEP_MS = 40;
/** Long enough for the outage of a cut-over to be told from the ordinary distance of two payments. */
const CUT_OVER_MS = 150;

/** The operator's command over a system in memory, with the bugs that the system was given. */
export function fakeRecover({ database, cache }: FakeSystem): RecoverCommand {
  return async (args) => {
    const steps: { name: string; start: string; ms: number }[] = [];
    const step = async (name: string, ms: number, act: () => void = () => undefined): Promise<void> => {
      const start = new Date().toISOString();
      const begun = performance.now();
      await after(ms);
      act();
      steps.push({ name, start, ms: performance.now() - begun });
    };
    const line = `npm run recover -- ${args.join(" ")}`;
    if (database.bugs.recoveryFails) return { line, exitCode: 1, said: "error: no", report: { steps, facts: {} } };
    await step("restore", STEP_MS);
    await step("verify", STEP_MS);
    if (args[0] === "redis") {
      cache.replace(CUT_OVER_MS);
      await step("cut over", CUT_OVER_MS);
    } else {
      database.available = database.bugs.noopFault === true;
      await step("cut over", CUT_OVER_MS, () => database.restore(pointOf(args, database)));
    }
    await step("health", STEP_MS);
    const verification = { tables: { payments: { rows: String(database.payments.length) } } };
    return { line, exitCode: 0, said: "done", report: { steps, facts: { verification } } };
  };
}

/** A time, or the name of a snapshot. */
function pointOf(
  [_, option, value]: readonly string[],
  { latestRestorableTime }: FakeSystem["database"],
): Date | string {
  if (option === "--latest") return latestRestorableTime;
  return option === "--time" ? new Date(value!) : value!;
}
