/** `limit` requests a period, spread or at once. */
export interface RatePolicy {
  readonly limit: number;
  readonly periodMs: number;
}

export interface RateDecision {
  readonly allowed: boolean;
  /** Requests that would be let through at once now. */
  readonly remaining: number;
  /** Until the next request would be let through; 0 if that is now. */
  readonly retryAfterMs: number;
  /** Until `limit` requests would be let through at once again. */
  readonly resetMs: number;
}

/**
 * The generic cell rate algorithm (ITU-T I.371): all that is kept of a caller is the time at which it would have used
 * up what it was given, if it sent evenly. `redis/take-turn.lua.ts` does the same in Redis.
 * `spentAtMs` and `nowMs` are of one clock; the new `spentAtMs` is to be kept only if the request is let through.
 */
export function takeTurn(
  { limit, periodMs }: RatePolicy,
  spentAtMs: number,
  nowMs: number,
): RateDecision & { readonly spentAtMs: number } {
  const turnMs = periodMs / limit;
  const before = Math.max(spentAtMs, nowMs);
  const after = before + turnMs;
  const allowed = after - nowMs <= periodMs;
  const spent = allowed ? after : before;
  const roomMs = periodMs - (spent - nowMs);
  return {
    allowed,
    remaining: Math.floor(roomMs / turnMs),
    retryAfterMs: allowed && roomMs >= turnMs ? 0 : Math.ceil(turnMs - roomMs),
    resetMs: Math.ceil(spent - nowMs),
    spentAtMs: spent,
  };
}
