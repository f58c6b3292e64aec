import type { DbInstanceSettings } from "./db-instance.ts";

/** RDS User Guide, "Managing capacity automatically with storage autoscaling". */
const FREE_SHARE_MIN = 0.1;
const GROWTH_GIB_MIN = 10;
const GROWTH_SHARE = 0.1;

/** Allocated storage in GiB after autoscaling: unchanged without MaxAllocatedStorage or while a tenth is free. */
export function grownAutomatically(
  {
    AllocatedStorage: allocated,
    MaxAllocatedStorage: max,
  }: Pick<DbInstanceSettings, "AllocatedStorage" | "MaxAllocatedStorage">,
  usedGib: number,
): number {
  if (max === undefined || max <= allocated || usedGib < allocated * (1 - FREE_SHARE_MIN)) return allocated;
  return Math.min(max, allocated + Math.max(GROWTH_GIB_MIN, Math.ceil(allocated * GROWTH_SHARE)));
}
