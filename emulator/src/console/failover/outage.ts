import type { Sample } from "../probe/probe-messages.ts";

export interface Outage {
  /** When the last commit before it was acknowledged, in milliseconds since the epoch. */
  readonly fromMs: number;
  /** The first after it. */
  readonly toMs: number;
}

/**
 * The longest time between two acknowledged commits in a row, counted from acknowledgement to acknowledgement;
 * undefined with fewer than two. `samples` are in order of time; those that were over before `sinceMs` don't count.
 */
export function longestOutage(samples: readonly Sample[], sinceMs = 0): Outage | undefined {
  const acknowledgedMs = samples
    .filter(({ outcome }) => outcome === "ok")
    .map(({ atMs, tookMs }) => atMs + tookMs)
    .filter((ms, index, all) => (all[index + 1] ?? ms) >= sinceMs);
  let longest: Outage | undefined;
  for (let index = 1; index < acknowledgedMs.length; index++) {
    const [fromMs, toMs] = [acknowledgedMs[index - 1]!, acknowledgedMs[index]!];
    if (longest === undefined || toMs - fromMs > longest.toMs - longest.fromMs) longest = { fromMs, toMs };
  }
  return longest;
}
