const FIRST_DELAY_MS = 5_000;
const DELAY_MS_MAX = 8 * 3_600_000;
const JITTER = 0.25;

/**
 * When to try again after the `attempt`-th attempt failed: twice as late each time, up to 8 hours, and a quarter earlier
 * or later, so that what failed together doesn't come back together. Undefined if that is after `giveUpAt`.
 * `random` in [0, 1).
 */
export function nextWebhookAttempt(attempt: number, failedAt: Date, giveUpAt: Date, random: number): Date | undefined {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), DELAY_MS_MAX);
  const next = new Date(failedAt.getTime() + delayMs * (1 - JITTER + 2 * JITTER * random));
  return next <= giveUpAt ? next : undefined;
}
