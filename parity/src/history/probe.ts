import { z } from "zod";

/**
 * One look at a service's rate limit: a cheap read by a client of its own, which counts against a limit of its own.
 * Recorded beside the payments, for payments must not depend on what it sees. Instants as in `Operation`.
 */
export const probeSchema = z.strictObject({
  scenario: z.string(),
  startUs: z.int(),
  endUs: z.int(),
  /** Null if there was no answer. */
  httpStatus: z.int().nullable(),
  /** Where the service says that it counted: over all its tasks or in one; null if it doesn't say. */
  store: z.enum(["redis", "local"]).nullable(),
  /** As the service says it; null if it doesn't. */
  limitPerSecond: z.int().nullable(),
  /** Part of a burst that was meant to exceed the limit, by the burst's number; null for a single look. */
  burst: z.int().positive().nullable(),
});
export type Probe = z.infer<typeof probeSchema>;
