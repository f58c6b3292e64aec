import { seed } from "./seed.ts";
import type { ServersContext } from "./servers-context.ts";

const BACKOFF_MS_MIN = 1_000;
const BACKOFF_MS_MAX = 60_000;

/** Base backups for the standby: one at a time, in the background, ended when their primary is gone, held off after failures. */
export class Seeding {
  readonly #context: ServersContext;
  #running: Promise<void> | undefined;
  #abort = new AbortController();
  #failures = 0;
  #notBeforeMs = 0;

  constructor(context: ServersContext) {
    this.#context = context;
  }

  isBusy(): boolean {
    return this.#running !== undefined || performance.now() < this.#notBeforeMs;
  }

  /** `adopt` is called when the copy is complete and durable. */
  start(adopt: () => Promise<void>): void {
    const { primary, standby, dependencies } = this.#context;
    this.#abort = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, primary.gone]);
    const startedMs = performance.now();
    this.#running = seed(primary, standby, dependencies.wanted().parameters, signal)
      .then(adopt)
      .then(() => {
        this.#failures = 0;
        const seconds = (performance.now() - startedMs) / 1_000;
        dependencies.log("info", "standby seeded", { instance: dependencies.site.resourceId, seconds });
      })
      .catch((error: unknown) => {
        if (!signal.aborted) this.#holdOff(error);
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Ends a backup that runs; its directory is of no use afterwards. */
  async cancel(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  #holdOff(error: unknown): void {
    const { log, site } = this.#context.dependencies;
    const delayMs = Math.min(BACKOFF_MS_MIN * 2 ** this.#failures++, BACKOFF_MS_MAX);
    this.#notBeforeMs = performance.now() + delayMs;
    log("error", "standby could not be seeded", {
      instance: site.resourceId,
      error: String(error),
      retryInMs: delayMs,
    });
  }
}
