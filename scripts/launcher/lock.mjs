import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ScriptError } from "./script-error.mjs";

/**
 * Takes a lock file and returns the function that gives it back. A lock whose holder is gone, also one that a crash
 * left behind, is taken over. `purpose` completes "is already …".
 *
 * @param {string} file
 * @param {string} purpose
 * @returns {() => void}
 */
export function takeLock(file, purpose) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid) });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, mine, { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const holder = readHolder(file);
      if (holder !== undefined && startTime(holder.pid) === holder.startedAt) {
        throw new ScriptError(
          `Process ${holder.pid} is already ${purpose} in this clone; wait for it or end it, then try again.`,
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new ScriptError(`${file} is being taken by another command at this moment; try again.`);
}

/** Distinguishes a process from a later one with the same id; undefined when there is none. */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return isRunning(pid) ? "unknown" : undefined;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
