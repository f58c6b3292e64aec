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

/** For what is done for several requests together. */
export function runOutsideContext<T>(operation: () => T): T {
  return storage.exit(operation);
}

/** What the audit log keeps of it: the setting payment_system.context. */
export function contextSetting({ requestId, traceId, caller }: RequestContext): string {
  const actor = caller && `${caller.actor.type}:${caller.actor.id}`;
  return JSON.stringify({ actor, requestId, traceId });
}

/** Undefined outside of requests and jobs. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
