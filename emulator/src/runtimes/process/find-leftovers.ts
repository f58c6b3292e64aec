import { readFileSync, readlinkSync } from "node:fs";
import { processIds } from "./process-tree.ts";

/** Environment variable that marks every child with the root directory of the instance that started it. */
export const INSTANCE_MARKER = "PAYMENT_SYSTEM_INSTANCE";

/**
 * Processes that an emulator of the instance started and that still run. One is known by its marker, or by being a
 * server in one of `directories` (PostgreSQL overwrites its environment with its title).
 */
export function findLeftovers(marker: string, directories: readonly string[]): number[] {
  return processIds().filter((pid) => pid !== process.pid && belongs(pid, marker, directories));
}

function belongs(pid: number, marker: string, directories: readonly string[]): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    if (environment.includes(`${INSTANCE_MARKER}=${marker}`)) return true;
    const workingDirectory = readlinkSync(`/proc/${pid}/cwd`);
    return directories.some((directory) => `${workingDirectory}/`.startsWith(`${directory}/`) && isServer(pid));
  } catch {
    return false;
  }
}

/** A shell that somebody opened in the directory is no leftover. */
function isServer(pid: number): boolean {
  return /postgres|redis-server|valkey-server/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
}
