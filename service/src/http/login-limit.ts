import { ServiceError } from "../domain/errors.ts";

const WINDOW_MS = 60_000;
const ATTEMPTS_MAX = 10;
const CALLERS_MAX = 10_000;
/** Each costs about 100 ms of a core and 32 MiB. */
const CONCURRENT_MAX = 4;

interface Window {
  readonly startedAt: number;
  attempts: number;
}

/** Bounds guessing (by caller) and the cost of password hashing (in all), within this process. */
export class LoginLimit {
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();
  #running = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Throws `login_rate_limited`. An attempt that succeeds doesn't count. */
  async run<T>(caller: string, attempt: () => Promise<T>): Promise<T> {
    const window = this.#window(caller);
    if (window.attempts >= ATTEMPTS_MAX) throw limited((window.startedAt + WINDOW_MS - this.#now()) / 1_000);
    if (this.#running >= CONCURRENT_MAX) throw limited(1);
    window.attempts++;
    this.#running++;
    try {
      const result = await attempt();
      window.attempts--;
      return result;
    } finally {
      this.#running--;
    }
  }

  #window(caller: string): Window {
    const known = this.#windows.get(caller);
    if (known && this.#now() - known.startedAt < WINDOW_MS) return known;
    this.#windows.delete(caller);
    // The oldest goes first, so the map stays small whatever is sent.
    if (this.#windows.size >= CALLERS_MAX) this.#windows.delete(this.#windows.keys().next().value ?? "");
    const window = { startedAt: this.#now(), attempts: 0 };
    this.#windows.set(caller, window);
    return window;
  }
}

function limited(seconds: number): ServiceError {
  return new ServiceError("login_rate_limited", "There were too many attempts to log in; wait and try again.", {
    retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
  });
}
