import { eachInTurn } from "../usecases/each-in-turn.ts";
import type { Take } from "../usecases/take.ts";

/** Whoever received it is doing it until then. */
const PATIENCE_MS = 10_000;
/** Longer than a provider may take. After it, what failed is tried again, behind what was not tried yet. */
const LEASE_MS = 60_000;
const ROUND_MAX = 20;

/**
 * Takes one item at a time and does it, so that a process that stops or dies holds back no more than the one. An item that
 * fails keeps none of the others back; the first error is thrown at the end. Gives true if there may be more to take.
 */
export async function takeInTurn<T>(
  take: (take: Take) => Promise<T | undefined>,
  work: (item: T) => Promise<void>,
  { patienceMs = PATIENCE_MS, stopping }: { patienceMs?: number | undefined; stopping?: AbortSignal | undefined },
): Promise<boolean> {
  let taken = 0;
  async function* items(): AsyncGenerator<T> {
    while (taken < ROUND_MAX) {
      const item = await take({ before: new Date(Date.now() - patienceMs), leaseMs: LEASE_MS });
      if (item === undefined) return;
      taken++;
      yield item;
    }
  }
  await eachInTurn(items(), work, stopping);
  return taken === ROUND_MAX;
}
