import type { Check } from "../checks/check.ts";
import type { Fault } from "../faults/fault.ts";
import type { Target } from "../targets/target.ts";

/** A workload of payments, a fault in the middle of it, and the checks that judge what came of it. */
export interface Scenario {
  readonly name: string;
  /** One line for `parity list`. */
  readonly description: string;
  /** Set for a negative control: the check that must catch what it breaks. */
  readonly caughtBy?: string;
  readonly checks: readonly Check[];
  /** Throws `CapabilityMissing` where the target can't be broken that way. */
  fault(target: Target): Fault;
}
