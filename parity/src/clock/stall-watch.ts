import type { Clock } from "./clock.ts";

/** A time in which the harness itself stood still, in microseconds of its clock. */
export interface Stall {
  readonly startUs: number;
  readonly endUs: number;
}

const BEAT_MS = 5;
const STALL_US_MIN = 10_000;
const STALLS_MAX = 100_000;

/**
 * Notices when the harness's process doesn't get to run (garbage collection, a busy machine), for that looks to its
 * clients like a system that stands still.
 */
export class StallWatch implements Disposable {
  readonly stalls: Stall[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(clock: Clock) {
    let lastUs = clock.nowUs();
    this.#timer = setInterval(() => {
      const nowUs = clock.nowUs();
      const stalled = nowUs - lastUs >= STALL_US_MIN && this.stalls.length < STALLS_MAX;
      if (stalled) this.stalls.push({ startUs: lastUs, endUs: nowUs });
      lastUs = nowUs;
    }, BEAT_MS);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
