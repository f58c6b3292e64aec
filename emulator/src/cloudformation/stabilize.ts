import { until } from "../wait/until.ts";

/** Local resources are stable within seconds; services and databases that never are must not block a stack for ever. */
export const STABLE_DEADLINE_MS = 15 * 60_000;

const INTERVAL_MS = 100;

/**
 * Polls until `probe` gives a value and returns it. Unlike `until`, what the probe throws is final. Throws
 * `DeadlineExceeded`, which CloudFormation shows as NotStabilized.
 */
export async function stabilize<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  const end = await until(
    async () => {
      try {
        const value = await probe();
        return value === undefined ? undefined : { value };
      } catch (error) {
        return { error };
      }
    },
    { what, deadlineMs: STABLE_DEADLINE_MS, intervalMs: INTERVAL_MS },
  );
  if ("error" in end) throw end.error;
  return end.value;
}
