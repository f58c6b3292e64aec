import { elasticacheErrors } from "./errors.ts";

const WINDOW_MS = 24 * 3_600_000;
/** Node groups whose failover may be tested in any rolling 24-hour period (API reference, TestFailover). */
export const TEST_FAILOVERS_MAX = 15;

/** The times of TestFailover calls that still count, with `now`. Throws `APICallRateForCustomerExceeded`. */
export function countedTestFailover(calls: readonly string[], now: Date, max: number): string[] {
  const oldest = new Date(now.getTime() - WINDOW_MS).toISOString();
  const counted = calls.filter((at) => at > oldest);
  if (counted.length >= max) {
    throw elasticacheErrors.callRateExceeded(
      `You have exceeded the maximum of ${max} node groups whose failover can be tested in a rolling 24-hour period.`,
    );
  }
  return [...counted, now.toISOString()];
}
