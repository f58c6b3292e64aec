import type { Job } from "./job.ts";

export interface JobLog {
  warn(details: object, message: string): void;
}

const LOG_INTERVAL_MS = 10_000;

/** Runs jobs side by side, each one round at a time. A round that fails is logged and tried again at the next interval. */
export class JobRunner {
  readonly #log: JobLog;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>[] = [];

  constructor(log: JobLog) {
    this.#log = log;
  }

  start(jobs: readonly Job[]): void {
    for (const job of jobs) this.#running.push(this.#loop(job));
  }

  /** Resolves when the rounds that run have ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  async #loop(job: Job): Promise<void> {
    let loggedAtMs = -Infinity;
    while (!this.#stopping.signal.aborted) {
      let more = false;
      try {
        more = (await job.run(this.#stopping.signal)) === true;
      } catch (error) {
        // A database that is down fails every round; one line in ten seconds says so.
        if (performance.now() - loggedAtMs >= LOG_INTERVAL_MS) {
          loggedAtMs = performance.now();
          this.#log.warn({ err: error, job: job.name }, "job failed");
        }
      }
      if (!more) await this.#pause(job.intervalMs);
    }
  }

  /** Ends early when the runner is stopped. */
  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end, { once: true });
    });
  }
}
