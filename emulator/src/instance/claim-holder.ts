import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTicks } from "../runtimes/process/process-tree.ts";
import type { Instance } from "./instance.ts";

/** Who holds an instance: a process id and when that process started, which together name it for good. */
export interface Claim {
  readonly pid: number;
  readonly startTicks: string;
}

export function claimFile(instance: Pick<Instance, "directories">): string {
  return join(instance.directories.root, "emulator.json");
}

/** Process id of the instance's running emulator; what a crashed one left behind does not count. */
export function claimHolder(instance: Pick<Instance, "directories">): number | undefined {
  try {
    const claim = JSON.parse(readFileSync(claimFile(instance), "utf8")) as Claim;
    return startTicks(claim.pid) === claim.startTicks ? claim.pid : undefined;
  } catch {
    return undefined;
  }
}
