import { until } from "../../wait/until.ts";
import { findLeftovers } from "./find-leftovers.ts";
import { isAlive } from "./process-tree.ts";

/** Kills what an earlier emulator of the same instance left running, and returns those process ids once all are gone. */
export async function endLeftovers(marker: string, directories: readonly string[]): Promise<number[]> {
  const leftovers = findLeftovers(marker, directories);
  for (const pid of leftovers) kill(pid);
  await until(() => !leftovers.some(isAlive), { what: `processes ${leftovers.join(", ")} to end`, deadlineMs: 10_000 });
  return leftovers;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
