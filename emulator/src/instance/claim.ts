import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { EmulatorError } from "../errors.ts";
import { startTicks } from "../runtimes/process/process-tree.ts";
import { claimFile, claimHolder, type Claim } from "./claim-holder.ts";
import type { Instance } from "./instance.ts";

/**
 * Makes this process the instance's only emulator, by `emulator.json` in the instance's root, and returns the function
 * that gives it back. What a crashed emulator left is taken over. Throws `InstanceInUse`.
 */
export function claimInstance(instance: Instance): () => void {
  mkdirSync(instance.directories.root, { recursive: true, mode: 0o755 });
  const file = claimFile(instance);
  const holder = claimHolder(instance);
  if (holder !== undefined) throw inUse(instance, holder);
  rmSync(file, { force: true });
  const mine: Claim = { pid: process.pid, startTicks: startTicks(process.pid) ?? "unknown" };
  try {
    writeFileSync(file, JSON.stringify(mine), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw inUse(instance, claimHolder(instance));
  }
  return () => rmSync(file, { force: true });
}

function inUse(instance: Instance, pid: number | undefined): EmulatorError {
  return new EmulatorError(
    "InstanceInUse",
    `Instance ${instance.number} already runs (process ${pid ?? "unknown"}): stop it with npm run local -- stop.`,
  );
}
