import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** The kernel's, on every machine that runs Linux. */
const TICKS_PER_SECOND = 100;

/** Processor time that the processes and their ended children have used. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticks(pid) / TICKS_PER_SECOND, 0);
}

/** Of all processors since the machine's start. */
export function busySeconds(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + (user + nice + sys + irq) / 1_000, 0);
}

/** 0 for a process that ended meanwhile. */
function ticks(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // utime, stime, cutime and cstime, counted from the state, which is the third field.
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  } catch {
    return 0;
  }
}
