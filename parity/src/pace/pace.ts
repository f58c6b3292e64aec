import { z } from "zod";
import type { TargetKind } from "../targets/target.ts";

const ms = z.int().nonnegative();

/** How long a scenario dwells and how long it waits; recorded with every run. */
export const paceSchema = z.strictObject({
  /** Load that nothing is compared with, for caches, pools and compilers to warm up. */
  warmUpMs: ms,
  /** Load before the first fault, which gives the usual distance of two commits. */
  steadyMs: ms,
  /** Load after each fault. */
  afterMs: ms,
  /** Distance of two looks at the description of what is broken. */
  pollMs: ms,
  /** For the described state to show the fault's effect. */
  effectDeadlineMs: ms,
  /** For a point in time to become restorable. */
  restorableDeadlineMs: ms,
  /** For payments to commit again. */
  recoveryDeadlineMs: ms,
  /** For the steady state to be back. */
  healDeadlineMs: ms,
  /** For payments in doubt to get a definite answer after the load. */
  settleDeadlineMs: ms,
});
export type Pace = z.infer<typeof paceSchema>;

/** On AWS, a failover takes a minute or two, DescribeDBInstances follows later, and its calls are rate-limited. */
export const PACES: Readonly<Record<TargetKind, Pace>> = {
  local: {
    warmUpMs: 1_000,
    steadyMs: 2_000,
    afterMs: 2_000,
    pollMs: 100,
    effectDeadlineMs: 60_000,
    restorableDeadlineMs: 6 * 60_000,
    recoveryDeadlineMs: 60_000,
    healDeadlineMs: 120_000,
    settleDeadlineMs: 30_000,
  },
  aws: {
    warmUpMs: 10_000,
    steadyMs: 30_000,
    afterMs: 30_000,
    pollMs: 2_000,
    effectDeadlineMs: 15 * 60_000,
    restorableDeadlineMs: 15 * 60_000,
    recoveryDeadlineMs: 16 * 60_000,
    healDeadlineMs: 30 * 60_000,
    settleDeadlineMs: 5 * 60_000,
  },
};
