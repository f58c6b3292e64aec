import type { UnsafeStandby } from "../targets/unsafe-standby.ts";
import { pause, until } from "../wait/until.ts";
import type { Fault } from "./fault.ts";

const UNSAFE_LOAD_MS = 1_000;
const UNSAFE_COMMITS_MIN = 20;
const COMMITS_DEADLINE_MS = 30_000;

/**
 * The negative control: makes the standby lag behind for at least a second of acknowledged payments before `fault` takes
 * the primary away, so that those payments are lost. A harness that calls this valid is broken.
 */
export function asynchronousStandby(standby: UnsafeStandby, fault: Fault): Fault {
  return {
    name: `asynchronous-standby, then ${fault.name}`,
    steadyState: fault.steadyState,
    isSteady: () => fault.isSteady(),
    async inject(context, round) {
      await standby.makeAsynchronous();
      const fromUs = context.clock.nowUs();
      await pause(UNSAFE_LOAD_MS, context.signal);
      await until(() => context.history.commitsStartedSince(fromUs) >= UNSAFE_COMMITS_MIN || undefined, {
        what: `${UNSAFE_COMMITS_MIN} payments to be acknowledged without the standby`,
        deadlineMs: COMMITS_DEADLINE_MS,
        intervalMs: context.pace.pollMs,
        signal: context.signal,
      });
      const record = await fault.inject(context, round);
      return { ...record, name: this.name, condition: { name: "asynchronous-standby", fromUs } };
    },
    heal: async () => {
      await standby.heal();
      await fault.heal();
    },
  };
}
