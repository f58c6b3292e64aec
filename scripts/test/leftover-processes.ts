import { realpathSync } from "node:fs";
import { findLeftovers } from "@payment-system/emulator/runtimes/process/find-leftovers";
import type { Instance } from "@payment-system/emulator/instance/instance";

/** Process ids of the instance's servers and tasks that still run. */
export function leftoverProcesses(instance: Instance): number[] {
  const { root, data } = instance.directories;
  return findLeftovers(root, [root, realpathSync.native(data)]);
}
