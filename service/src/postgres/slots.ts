import { overloaded } from "./database-unavailable.ts";
import { remainingMs } from "./remaining-ms.ts";

/**
 * Lets `slots` operations run at a time. Others wait in order, `waitingMax` at most and never beyond their deadline,
 * so that a request whose caller was already told to come back later is not carried out after all.
 */
export class Slots {
  #free: number;
  readonly #waitingMax: number;
  readonly #waiting = new Set<() => void>();

  constructor(slots: number, waitingMax: number) {
    this.#free = slots;
    this.#waitingMax = waitingMax;
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
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(proceed);
        reject(overloaded());
      }, remainingMs(deadline));
      const proceed = (): void => {
        clearTimeout(timer);
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
