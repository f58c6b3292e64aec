import { setTimeout as after } from "node:timers/promises";
import type { Bugs } from "./fake-database.ts";

const OUTAGE_MS = 150;
/** So long that even a busy machine lets more through than the fallback may. */
const OPEN_MS = 500;
const TASKS = 2;
export const FAKE_LIMIT_PER_SECOND = 4;

/** A replicated cache in memory and the rate limit that two tasks keep in it, with the bugs that it was given. */
export class FakeCache {
  readonly #bugs: Bugs;
  readonly events: { date: Date; message: string }[] = [];
  createdAt = new Date();
  primary = "payment-system-test-redis-001";
  replica = "payment-system-test-redis-002";
  #available = true;
  #shared = new Bucket();
  readonly #local = Array.from({ length: TASKS }, () => new Bucket());
  #next = 0;

  constructor(bugs: Bugs) {
    this.#bugs = bugs;
  }

  get available(): boolean {
    return this.#available;
  }

  /** Begins a failover and returns. */
  failOver(): void {
    if (!this.#bugs.noopFault) void this.#failOver();
  }

  /** Puts another in its place and is away for so long. */
  replace(ms: number): void {
    if (this.#bugs.noopFault) return;
    this.#available = false;
    void after(ms).then(() => {
      this.#shared = new Bucket();
      this.createdAt = new Date();
      this.#available = this.#bugs.neverRecovers !== true;
    });
  }

  /** Whether a request may pass, and who counted it. */
  take(): { readonly allowed: boolean; readonly store: "redis" | "local" } {
    const task = this.#next++ % TASKS;
    if (!this.#available && this.#bugs.failsOpen) return { allowed: true, store: "local" };
    if (!this.#available) return { allowed: this.#local[task]!.take(), store: "local" };
    const bucket = this.#bugs.limitsPerTask ? this.#local[task]! : this.#shared;
    return { allowed: bucket.take(), store: "redis" };
  }

  async #failOver(): Promise<void> {
    this.#available = this.#bugs.flagOnlyFault === true;
    await after(this.#bugs.failsOpen ? OPEN_MS : OUTAGE_MS);
    const [from, to] = [this.primary, this.replica];
    [this.primary, this.replica] = [to, from];
    this.events.push({
      date: new Date(),
      message: `Failover from primary node ${from} to replica node ${to} completed`,
    });
    this.#available = this.#bugs.neverRecovers !== true;
  }
}

/** A second's allowance at once, refilled evenly. */
class Bucket {
  #left = FAKE_LIMIT_PER_SECOND;
  #atMs = performance.now();

  take(): boolean {
    const now = performance.now();
    this.#left = Math.min(FAKE_LIMIT_PER_SECOND, this.#left + ((now - this.#atMs) / 1_000) * FAKE_LIMIT_PER_SECOND);
    this.#atMs = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
