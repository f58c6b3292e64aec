import type { FaultRecord } from "../faults/fault-record.ts";
import type { Fault, FaultContext } from "../faults/fault.ts";
import type { Random } from "../generators/random.ts";
import type { History } from "../history/history.ts";
import type { RateLimitProbe } from "../workloads/rate-limit-probe.ts";
import { pause, until } from "../wait/until.ts";
import type { ScenarioContext } from "./run-scenario.ts";

/** Enough commits on either side of a fault for the checks to have something to compare. */
const COMMITS_MIN = 25;
/** The fault comes this much later at most, by chance, so that it doesn't always meet the same beat of the system. */
const JITTER_SHARE = 0.25;

export interface Rounds {
  readonly context: ScenarioContext;
  readonly fault: Fault;
  readonly history: History;
  /** Filled as the rounds go, so that an interrupt leaves those that were complete. */
  readonly faults: FaultRecord[];
  readonly random: Random;
  readonly loadStartUs: number;
  /** Looks at the service's rate limit, and exceeds it before, during and after each fault. */
  readonly probe: RateLimitProbe | undefined;
}

/** Breaks the system once a round, under load, and waits for payments in between. */
export async function runRounds({
  context,
  fault,
  history,
  faults,
  random,
  loadStartUs,
  probe,
}: Rounds): Promise<void> {
  const { clock, pace, progress, rounds, signal } = context;
  const faultContext: FaultContext = { clock, history, pace, progress, signal };
  let sinceUs = loadStartUs;
  for (let round = 1; round <= rounds; round++) {
    progress.step(`Round ${round} of ${rounds}: steady payments.`);
    await pause(pace.steadyMs * (1 + JITTER_SHARE * random.next()), signal);
    await limited();
    await commits("before the fault", sinceUs);
    progress.step(`Round ${round} of ${rounds}: ${fault.name}.`);
    const [record] = await Promise.all([fault.inject(faultContext, round), probe?.burst()]);
    faults.push(record);
    sinceUs = record.effectiveUs ?? record.watchedUntilUs;
    await Promise.all([recovered(record, sinceUs), healed(record, round === rounds)]);
  }

  /** The limit holds, and is shared when the fault comes. */
  async function limited(): Promise<void> {
    if (!probe) return;
    await probe.burst({ untilRefused: true });
    await until(() => probe.isShared() || undefined, {
      what: "every answer to tell of a rate limit that the tasks share",
      deadlineMs: pace.recoveryDeadlineMs,
      intervalMs: pace.pollMs,
      signal,
    });
  }

  async function recovered(record: FaultRecord, fromUs: number): Promise<void> {
    try {
      await commits("after the fault", fromUs);
    } finally {
      record.watchedUntilUs = clock.nowUs();
    }
    await pause(pace.afterMs, signal);
    await probe?.burst();
  }

  async function commits(when: string, fromUs: number): Promise<void> {
    await until(() => history.commitsStartedSince(fromUs) >= COMMITS_MIN || undefined, {
      what: `${COMMITS_MIN} payments to commit ${when}`,
      deadlineMs: pace.recoveryDeadlineMs,
      intervalMs: pace.pollMs,
      signal,
    });
  }

  /** The last round needn't wait for it under load: it stays unknown if it takes longer than the load goes on. */
  async function healed(record: FaultRecord, last: boolean): Promise<void> {
    try {
      record.healedUs = await until(async () => ((await fault.isSteady()) ? clock.nowUs() : undefined), {
        what: fault.steadyState,
        deadlineMs: last ? pace.afterMs : pace.healDeadlineMs,
        intervalMs: pace.pollMs,
        signal,
      });
    } catch (error) {
      if (!last || signal.aborted) throw error;
    }
  }
}
