import { contextSetting, currentContext, runInContext, runOutsideContext } from "../context/request-context.ts";
import { ServiceError } from "../domain/errors.ts";
import { Batcher } from "./batcher.ts";

/** More calls at a time would make smaller batches; fewer would leave the server idle while a commit waits for the standby. */
const BATCHES = { callsMax: 2, itemsMax: 64 };

/**
 * Batches calls of a database function that takes its items as a JSON array, each with its number `n` and with `context`,
 * which it makes the setting payment_system.context while it works on the item. `call` gives a row for each, in order.
 */
export class ContextBatcher<I extends object, R> {
  readonly #batcher: Batcher<{ readonly item: I; readonly context: ReturnType<typeof currentContext> }, R>;

  constructor(call: (items: string) => Promise<readonly R[]>) {
    this.#batcher = new Batcher(
      (batch) => {
        const items = batch.map(({ item, context }, n) => ({
          ...item,
          n,
          context: context && contextSetting(context),
        }));
        const run = (): Promise<readonly R[]> => call(JSON.stringify(items));
        const context = batch.length === 1 ? batch[0]?.context : undefined;
        return context ? runInContext(context, run) : runOutsideContext(run);
      },
      // No item of the batch is at fault, so to try each alone would only take longer.
      (error) => error instanceof ServiceError,
      BATCHES,
    );
  }

  run(item: I): Promise<R> {
    return this.#batcher.run({ item, context: currentContext() });
  }
}
