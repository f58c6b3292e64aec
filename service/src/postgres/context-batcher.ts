import { context as active, ROOT_CONTEXT, trace, type Context } from "@opentelemetry/api";
import {
  contextSetting,
  currentContext,
  runInContext,
  runOutsideContext,
  type RequestContext,
} from "../context/request-context.ts";
import { ServiceError } from "../domain/errors.ts";
import { inSpan } from "../tracing/in-span.ts";
import { Batcher } from "./batcher.ts";

/** More calls at a time would make smaller batches; fewer would leave the server idle while a commit waits for the standby. */
const BATCHES = { callsMax: 2, itemsMax: 64 };

/**
 * Batches calls of a database function that takes its items as a JSON array, each with its number `n` and with `context`,
 * which it makes the setting payment_system.context while it works on the item. `call` gives a row for each, in order.
 */
export class ContextBatcher<I extends object, R> {
  readonly #batcher: Batcher<Asked<I>, R>;

  /** `name` is the function's. */
  constructor(name: string, call: (items: string) => Promise<readonly R[]>) {
    this.#batcher = new Batcher(
      (batch) => {
        const items = batch.map(({ item, context }, n) => ({
          ...item,
          n,
          context: context && contextSetting(context),
        }));
        const run = (): Promise<readonly R[]> => call(JSON.stringify(items));
        const [first] = batch;
        if (batch.length === 1 && first) return active.with(first.traced, () => inContextOf(first, run));
        return active.with(ROOT_CONTEXT, () => runOutsideContext(() => inBatchSpan(name, batch, run)));
      },
      // No item of the batch is at fault, so to try each alone would only take longer.
      (error) => error instanceof ServiceError,
      BATCHES,
    );
  }

  run(item: I): Promise<R> {
    return this.#batcher.run({ item, context: currentContext(), traced: active.active() });
  }
}

interface Asked<I> {
  readonly item: I;
  readonly context: RequestContext | undefined;
  readonly traced: Context;
}

function inContextOf<T>({ context }: Asked<unknown>, run: () => Promise<T>): Promise<T> {
  return context ? runInContext(context, run) : runOutsideContext(run);
}

/** What is done for several traces is a part of none; it is a trace of its own that links to each. */
function inBatchSpan<T>(name: string, batch: readonly Asked<unknown>[], run: () => Promise<T>): Promise<T> {
  const recorded = batch.flatMap(({ traced }) => (trace.getSpan(traced)?.isRecording() ? [traced] : []));
  const links = recorded.map((traced) => ({ context: trace.getSpanContext(traced)! }));
  return links.length === 0
    ? run()
    : inSpan(`batch ${name}`, { links, attributes: { "batch.size": batch.length } }, run);
}
