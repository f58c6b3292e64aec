import { ParityError } from "../errors.ts";

/** A capability that a scenario can't do without. Throws `CapabilityMissing` where the target lacks it, as AWS does. */
export function neededCapability<T>(capability: T | undefined, scenario: string): T {
  if (capability !== undefined) return capability;
  throw new ParityError(
    "CapabilityMissing",
    `${scenario} breaks a target in a way that no AWS API offers; run it with --target local.`,
  );
}
