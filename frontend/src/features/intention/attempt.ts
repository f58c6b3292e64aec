import { ApiError } from "../../api/api-error.ts";
import type { Intention, IntentionStore } from "./intention-store.ts";

/**
 * Sends an intention and forgets it once its outcome is known. An unknown outcome keeps it, and so does a sign-out: an
 * attempt before may have been the one that succeeded.
 */
export async function attempt<Body, Result>(
  store: IntentionStore,
  scope: string,
  body: Body,
  send: (intention: Intention<Body>) => Promise<Result>,
): Promise<Result> {
  const intention = store.begin(scope, body);
  try {
    const result = await send(intention);
    store.finish(scope);
    return result;
  } catch (error) {
    if (error instanceof ApiError && error.outcome === "refused") store.finish(scope);
    throw error;
  }
}
