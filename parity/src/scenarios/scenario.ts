import type { Check } from "../checks/check.ts";
import type { Fault } from "../faults/fault.ts";
import type { Disruption } from "./disruption.ts";
import type { Random } from "../generators/random.ts";
import type { Target, TargetKind } from "../targets/target.ts";

/** A workload of payments, a fault in the middle of it, and the checks that judge what came of it. */
export interface Scenario {
  readonly name: string;
  /** One line for `parity list`. */
  readonly description: string;
  /** What it stands for in the matrix of recovery figures. */
  readonly disruption: Disruption;
  /** The only target that can be broken that way; unset if any can. */
  readonly onlyOn?: TargetKind;
  /** Gives up payments on purpose, so it runs only when it is named. */
  readonly givesUpData?: true;
  /** A client looks at the rate limit and exceeds it before, during and after the fault. */
  readonly probesRateLimit?: boolean;
  /** Set for a negative control: the check that must catch what it breaks. */
  readonly caughtBy?: string;
  readonly checks: readonly Check[];
  /** Throws `CapabilityMissing` where the target can't be broken that way. `random` is for what the fault leaves to chance. */
  fault(target: Target, random: Random): Fault;
}
