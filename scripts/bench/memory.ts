import { claimHolder } from "@payment-system/emulator/instance/claim-holder";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { descendants } from "@payment-system/emulator/runtimes/process/process-tree";
import type { Figure } from "./figure.ts";
import { proportionalSetSize } from "./proportional-set-size.ts";

const GOAL_MB = 1400;

/** Proportional set size of the emulator and everything that it started. */
export async function benchMemory(instance: Instance): Promise<Figure[]> {
  const emulator = claimHolder(instance)!;
  const bytes = [emulator, ...descendants(emulator)].reduce((sum, pid) => sum + proportionalSetSize(pid), 0);
  return [{ what: "memory (PSS) of everything started, idle", value: bytes / 1e6, unit: "MB", goal: GOAL_MB }];
}
