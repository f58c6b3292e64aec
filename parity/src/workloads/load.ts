import { z } from "zod";

/** How hard the clients press; recorded with every run. */
export const loadSchema = z.strictObject({
  /** Concurrent clients, each with one attempt under way at most. */
  processes: z.int().min(1).max(256),
  /** New payments asked for, over all processes. */
  ratePerSecond: z.number().positive().max(5_000),
  /** Attempts per payment before it is left in doubt. */
  attemptsMax: z.int().min(1).max(100),
  /** Payments of one scenario; none are begun after that. */
  paymentsMax: z.int().min(1).max(1_000_000),
  /** An attempt is given up as `info` after this. */
  timeoutMs: z.int().min(1).max(120_000),
});
export type Load = z.infer<typeof loadSchema>;

export const DEFAULT_LOAD: Load = {
  processes: 8,
  ratePerSecond: 100,
  attemptsMax: 12,
  paymentsMax: 200_000,
  timeoutMs: 5_000,
};
