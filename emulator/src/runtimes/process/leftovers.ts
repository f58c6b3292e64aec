import { readFileSync, readlinkSync } from "node:fs";
import { until } from "../../wait/until.ts";
import { isAlive, processIds } from "./process-tree.ts";

/** Environment variable that marks every child with the instance that started it. */
export const INSTANCE_MARKER = "PAYMENT_SYSTEM_INSTANCE";

/**
 * Kills what an earlier emulator of the same instance left running, and returns those process ids once all are gone.
 * A leftover is known by its marker, or by a working directory below `directories` (PostgreSQL overwrites its
 * environment with its title).
 */
export async function endLeftovers(marker: string, directories: readonly string[]): Promise<number[]> {
  const leftovers = processIds().filter((pid) => pid !== process.pid && belongs(pid, marker, directories));
  for (const pid of leftovers) kill(pid);
  await until(() => !leftovers.some(isAlive), { what: `processes ${leftovers.join(", ")} to end`, deadlineMs: 10_000 });
  return leftovers;
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

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
