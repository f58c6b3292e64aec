export interface BatcherOptions {
  /** Calls at a time. While they run, what comes in is gathered for the next. */
  readonly callsMax: number;
  readonly itemsMax: number;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (result: O) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one call, and so one commit, of what is asked for while earlier calls run. A lone item never waits for others.
 * A call that fails as `isShared` says fails for all its items; for any other failure each is called alone, so that one
 * bad item fails no other.
 */
export class Batcher<I, O> {
  readonly #call: (items: readonly I[]) => Promise<readonly O[]>;
  readonly #isShared: (error: unknown) => boolean;
  readonly #options: BatcherOptions;
  #waiting: Waiting<I, O>[] = [];
  #running = 0;

  /** `call` gives a result for each item, in their order. */
  constructor(
    call: (items: readonly I[]) => Promise<readonly O[]>,
    isShared: (error: unknown) => boolean,
    options: BatcherOptions,
  ) {
    this.#call = call;
    this.#isShared = isShared;
    this.#options = options;
  }

  run(item: I): Promise<O> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      // What else came in with the same read of the sockets goes along.
      if (this.#waiting.length === 1) setImmediate(() => this.#pump());
    });
  }

  #pump(): void {
    while (this.#running < this.#options.callsMax && this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, this.#options.itemsMax);
      this.#waiting = this.#waiting.slice(this.#options.itemsMax);
      this.#running++;
      void this.#settle(batch).finally(() => {
        this.#running--;
        this.#pump();
      });
    }
  }

  async #settle(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const results = await this.#call(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
    } catch (error) {
      if (batch.length === 1 || this.#isShared(error)) for (const { reject } of batch) reject(error);
      else for (const each of batch) await this.#settle([each]);
    }
  }
}
