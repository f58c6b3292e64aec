import { setTimeout as delay } from "node:timers/promises";

export interface HealthMonitorInput {
  readonly intervalMs: number;
  readonly startPeriodMs: number;
  readonly retries: number;
  readonly check: () => Promise<boolean>;
  readonly onStatus: (status: "HEALTHY" | "UNHEALTHY") => void;
  /** Ends the monitoring. */
  readonly signal: AbortSignal;
  /** Pause between the early checks before the first interval is over; 1,000 unless told. */
  readonly earlyIntervalMs?: number;
}

/**
 * Runs a container's health check until the signal. `retries` failures in a row make it UNHEALTHY, one success HEALTHY;
 * failures in the start period don't count before the first success. Docker's first check comes after a whole
 * interval; here early ones, which can only succeed, spare a healthy container that wait.
 */
export async function monitorHealth(input: HealthMonitorInput): Promise<void> {
  const { signal, onStatus } = input;
  const startedAtMs = performance.now();
  let isHealthy = await succeedsEarly(input, startedAtMs);
  if (isHealthy) onStatus("HEALTHY");
  let nextAtMs = startedAtMs + input.intervalMs;
  let failures = 0;
  while (await pause(nextAtMs - performance.now(), signal)) {
    const hasSucceeded = await input.check();
    if (signal.aborted) return;
    if (hasSucceeded) {
      failures = 0;
      isHealthy = true;
      onStatus("HEALTHY");
    } else if (isHealthy || performance.now() - startedAtMs >= input.startPeriodMs) {
      failures++;
      if (failures >= input.retries) onStatus("UNHEALTHY");
    }
    nextAtMs = performance.now() + input.intervalMs;
  }
}

async function succeedsEarly(input: HealthMonitorInput, startedAtMs: number): Promise<boolean> {
  while (!input.signal.aborted && performance.now() - startedAtMs < input.intervalMs) {
    if ((await input.check()) && !input.signal.aborted) return true;
    if (!(await pause(Math.min(input.earlyIntervalMs ?? 1_000, input.intervalMs), input.signal))) return false;
  }
  return false;
}

/** False when the signal came first. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(Math.max(0, ms), undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
