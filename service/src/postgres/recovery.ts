import { setTimeout as sleep } from "node:timers/promises";
import { databaseUnavailable, overloaded } from "./database-unavailable.ts";
import { classifyFailure } from "./failure.ts";
import { remainingMs } from "./remaining-ms.ts";

export interface RecoveryOptions {
  /** After this a caller is told that the database is unavailable. */
  readonly deadlineMs: number;
  readonly retryIntervalMs: number;
}

type Turn = object;

/**
 * Repeats what failed because the database was lost, until it succeeds or the deadline passes. While the database is
 * down, one caller at a time tries and the others wait for its success: a failover then costs the new primary one
 * connection attempt per interval and not one per request, and all go on at the first answer.
 *
 * An operation may be repeated after it was committed, so it must be a read or idempotent.
 */
export class Recovery {
  readonly #options: RecoveryOptions;
  #down = false;
  #turn: Turn | undefined;
  readonly #waiting = new Set<(turn: Turn | undefined) => void>();

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** `deadline` is in the time of `performance.now()`. Throws `database_unavailable`, `overloaded`, or a defect. */
  async run<T>(operation: (attempt: number, deadline: number) => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#options.deadlineMs;
    let turn: Turn | undefined;
    try {
      for (let attempt = 1; ; attempt++) {
        if (this.#down && (!turn || turn !== this.#turn)) turn = await this.#awaitTurn(deadline);
        try {
          const result = await beforeDeadline(operation(attempt, deadline), deadline);
          this.#up();
          return result;
        } catch (error) {
          await this.#afterFailure(error, attempt, deadline);
        }
      }
    } finally {
      this.#passOn(turn);
    }
  }

  /** Returns if the operation should be repeated. */
  async #afterFailure(error: unknown, attempt: number, deadline: number): Promise<void> {
    const failure = classifyFailure(error);
    if (failure === "defect") throw error;
    if (failure === "lost") this.#down = true;
    else this.#up();
    if (failure === "timeout") throw overloaded(error);
    const pauseMs = failure === "lost" && attempt === 1 ? 0 : this.#options.retryIntervalMs;
    if (performance.now() + pauseMs >= deadline) throw databaseUnavailable(error);
    if (pauseMs > 0) await sleep(pauseMs);
  }

  /** A turn if it is the caller's to try, undefined if the database is back. */
  #awaitTurn(deadline: number): Promise<Turn | undefined> {
    if (!this.#turn) return Promise.resolve((this.#turn = {}));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(proceed);
        reject(databaseUnavailable("no connection attempt succeeded while the request waited"));
      }, remainingMs(deadline));
      const proceed = (turn: Turn | undefined): void => {
        clearTimeout(timer);
        resolve(turn);
      };
      this.#waiting.add(proceed);
    });
  }

  #passOn(turn: Turn | undefined): void {
    if (!turn || turn !== this.#turn) return;
    this.#turn = undefined;
    const [next] = this.#waiting;
    if (!next) return;
    this.#waiting.delete(next);
    next((this.#turn = {}));
  }

  #up(): void {
    if (!this.#down) return;
    this.#down = false;
    this.#turn = undefined;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const proceed of waiting) proceed(undefined);
  }
}

/** What is still running at the deadline ends by itself (each statement has its own time-out); nobody waits for it. */
async function beforeDeadline<T>(operation: Promise<T>, deadline: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(databaseUnavailable("the deadline passed")), remainingMs(deadline));
  });
  try {
    return await Promise.race([operation, expired]);
  } finally {
    clearTimeout(timer);
  }
}
