import { readdirSync, readFileSync } from "node:fs";

/** Process ids below `pid`, nearest first, from /proc. Empty where there is no /proc. */
export function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of processIds()) {
    const parent = parentOf(entry);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), entry]);
  }
  const found: number[] = [];
  for (const queue = [pid]; queue.length > 0;) {
    const next = children.get(queue.shift()!) ?? [];
    found.push(...next);
    queue.push(...next);
  }
  return found;
}

/** Every process id of this machine. */
export function processIds(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** True while a process exists and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const fields = statFields(pid);
  return fields === undefined || !hasEnded(fields);
}

/**
 * When a process started, in clock ticks since boot: with its id it names one process for good. Undefined when it has
 * ended, also while its parent has not yet taken note of that.
 */
export function startTicks(pid: number): string | undefined {
  const fields = statFields(pid);
  return fields === undefined || hasEnded(fields) ? undefined : fields[19];
}

/**
 * Waits only for its parent to take note. A process of several threads is a zombie by its first one while others are
 * still ending, with its sockets open.
 */
function hasEnded(fields: readonly string[]): boolean {
  return fields[0] === "Z" && Number(fields[17]) <= 1;
}

function parentOf(pid: number): number | undefined {
  const fields = statFields(pid);
  return fields === undefined ? undefined : Number(fields[1]);
}

/** Fields of /proc/<pid>/stat from the third on: state, parent, …; the second, the command, may hold spaces. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
