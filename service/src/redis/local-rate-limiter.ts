import { takeTurn, type RatePolicy } from "../domain/rate-limit.ts";
import type { RateLimiter, RateLimiterDecision } from "../usecases/ports.ts";

const CALLERS_MAX = 10_000;

/** Limits within this process: what is left of the limit when the tasks can't share one. */
export class LocalRateLimiter implements RateLimiter {
  readonly #now: () => number;
  readonly #spentAtMs = new Map<string, number>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  async take(caller: string, policy: RatePolicy): Promise<RateLimiterDecision> {
    const { spentAtMs, ...decision } = takeTurn(policy, this.#spentAtMs.get(caller) ?? 0, this.#now());
    // Whoever was longest silent goes first, so the map stays small whatever is sent.
    this.#spentAtMs.delete(caller);
    if (this.#spentAtMs.size >= CALLERS_MAX) this.#spentAtMs.delete(this.#spentAtMs.keys().next().value ?? "");
    this.#spentAtMs.set(caller, spentAtMs);
    return { ...decision, store: "local" };
  }
}
