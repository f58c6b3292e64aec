import { pause } from "../wait/until.ts";

/**
 * Spreads operations evenly at a rate, for however many processes share it. It keeps to its timetable while the system
 * is slow (open loop), but slots that nobody was free to take are dropped, so that an outage isn't followed by a burst.
 */
export class Pacer {
  readonly #intervalMs: number;
  #nextMs = performance.now();

  constructor(ratePerSecond: number) {
    this.#intervalMs = 1_000 / ratePerSecond;
  }

  /** Returns at the next free slot. */
  async slot(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const atMs = Math.max(this.#nextMs, now);
    this.#nextMs = atMs + this.#intervalMs;
    if (atMs > now) await pause(atMs - now, signal);
  }
}
