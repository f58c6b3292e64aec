import { AsyncLocalStorage } from "node:async_hooks";
import type { Caller } from "../domain/access.ts";

/** The request that is being answered, or the job that runs: who does what is done in the database. */
export interface RequestContext {
  readonly requestId: string;
  /** 32 hexadecimal digits, https://www.w3.org/TR/trace-context/#trace-id. */
  readonly traceId: string;
  /** Undefined until the caller is known, and on public routes. */
  caller?: Caller;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function runInContext<T>(context: RequestContext, operation: () => T): T {
  return storage.run(context, operation);
}

/** Undefined outside of requests and jobs. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
