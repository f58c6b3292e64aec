import { setTimeout as delay } from "node:timers/promises";

export interface HealthMonitorInput {
  readonly intervalMs: number;
  readonly startPeriodMs: number;
  readonly retries: number;
  readonly check: () => Promise<boolean>;
  readonly onStatus: (status: "HEALTHY" | "UNHEALTHY") => void;
  /** Ends the monitoring. */
  readonly signal: AbortSignal;
  /** The machine's unless given. */
  readonly clock?: MonitorClock;
}

export interface MonitorClock {
  nowMs(): number;
  /** False when the signal came first. */
  pause(ms: number, signal: AbortSignal): Promise<boolean>;
}

/** Pause between the early checks before the first interval is over. */
const EARLY_INTERVAL_MS = 1_000;

/**
 * Runs a container's health check until the signal. `retries` failures in a row make it UNHEALTHY, one success HEALTHY;
 * failures in the start period don't count before the first success. Docker's first check comes after a whole
 * interval; here early ones, which can only succeed, spare a healthy container that wait.
 */
export async function monitorHealth(input: HealthMonitorInput): Promise<void> {
  const { signal, onStatus, clock = MACHINE_CLOCK } = input;
  const startedAtMs = clock.nowMs();
  let isHealthy = await succeedsEarly(input, clock);
  if (isHealthy) onStatus("HEALTHY");
  let nextAtMs = startedAtMs + input.intervalMs;
  let failures = 0;
  while (await clock.pause(nextAtMs - clock.nowMs(), signal)) {
    const hasSucceeded = await input.check();
    if (signal.aborted) return;
    if (hasSucceeded) {
      failures = 0;
      isHealthy = true;
      onStatus("HEALTHY");
    } else if (isHealthy || clock.nowMs() - startedAtMs >= input.startPeriodMs) {
      failures++;
      if (failures >= input.retries) onStatus("UNHEALTHY");
    }
    nextAtMs = clock.nowMs() + input.intervalMs;
  }
}

async function succeedsEarly(input: HealthMonitorInput, clock: MonitorClock): Promise<boolean> {
  const endMs = clock.nowMs() + input.intervalMs;
  while (!input.signal.aborted && clock.nowMs() < endMs) {
    if ((await input.check()) && !input.signal.aborted) return true;
    const pauseMs = Math.min(EARLY_INTERVAL_MS, endMs - clock.nowMs());
    if (!(await clock.pause(pauseMs, input.signal))) return false;
  }
  return false;
}

const MACHINE_CLOCK: MonitorClock = {
  nowMs: () => performance.now(),
  pause: async (ms, signal) => {
    try {
      await delay(Math.max(0, ms), undefined, { signal });
      return true;
    } catch {
      return false;
    }
  },
};
