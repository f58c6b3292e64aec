import { overloaded } from "./database-unavailable.ts";
import { remainingMs } from "./remaining-ms.ts";

export interface SlotsUsage {
  /** Operations that run. */
  readonly busy: number;
  /** Operations that wait until others end. */
  readonly waiting: number;
  /** How many have waited since the start, those that gave up included. */
  readonly waits: number;
  /** How long they have waited all together. */
  readonly waitedMs: number;
}

/**
 * Lets `slots` operations run at a time. Others wait in order, `waitingMax` at most and never beyond their deadline,
 * so that a request whose caller was already told to come back later is not carried out after all.
 */
export class Slots {
  readonly #slots: number;
  #free: number;
  #waits = 0;
  #waitedMs = 0;
  readonly #waitingMax: number;
  readonly #waiting = new Set<() => void>();

  constructor(slots: number, waitingMax: number) {
    this.#slots = slots;
    this.#free = slots;
    this.#waitingMax = waitingMax;
  }

  get usage(): SlotsUsage {
    const busy = this.#slots - this.#free;
    return { busy, waiting: this.#waiting.size, waits: this.#waits, waitedMs: this.#waitedMs };
  }

  /** `deadline` in the time of `performance.now()`. Throws `overloaded`. */
  async run<T>(deadline: number, operation: () => Promise<T>): Promise<T> {
    await this.#take(deadline);
    try {
      return await operation();
    } finally {
      this.#give();
    }
  }

  #take(deadline: number): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    if (this.#waiting.size >= this.#waitingMax) throw overloaded();
    const start = performance.now();
    this.#waits++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(proceed);
        this.#waitedMs += performance.now() - start;
        reject(overloaded());
      }, remainingMs(deadline));
      const proceed = (): void => {
        clearTimeout(timer);
        this.#waitedMs += performance.now() - start;
        resolve();
      };
      this.#waiting.add(proceed);
    });
  }

  #give(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
