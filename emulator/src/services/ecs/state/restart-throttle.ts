export interface RestartThrottleSettings {
  /** Delay before the second restart in a row; the first is immediate. */
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  /** A task that was healthy for this long ends the row of failures. */
  readonly healthyMsMin: number;
}

/** AWS throttles up to 27 minutes; here the most is a minute, so that a laptop recovers soon after what it waits for. */
export const RESTART_THROTTLE: RestartThrottleSettings = {
  firstDelayMs: 1_000,
  delayMsMax: 60_000,
  healthyMsMin: 10_000,
};

/** Milliseconds to wait before the next launch after `failuresInRow` tasks ended too soon. */
export function restartDelayMs(failuresInRow: number, settings: RestartThrottleSettings): number {
  if (failuresInRow <= 1) return 0;
  return Math.min(settings.delayMsMax, settings.firstDelayMs * 2 ** Math.min(30, failuresInRow - 2));
}
