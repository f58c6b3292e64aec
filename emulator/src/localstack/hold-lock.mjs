import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { VenvError } from "./venv-error.mjs";

/**
 * Holds `file` as a lock among processes; that of a dead process is taken over.
 *
 * @param {string} file
 * @param {number} deadlineMs
 * @returns {Promise<() => void>} gives it back
 * @throws {VenvError} when another process still holds it at the deadline
 */
export async function holdLock(file, deadlineMs) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    for (const deadline = Date.now() + deadlineMs; ; await sleep(200)) {
      if (take(own, file)) return () => rmSync(file, { force: true });
      const holder = holderOf(file);
      if (holder !== undefined && !isAlive(holder)) evict(holder, file, own);
      else if (Date.now() > deadline) {
        throw new VenvError(`Process ${holder} has held ${file} for too long: end it, then run this again.`);
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** A link appears with its content, so that nobody reads an empty lock. */
function take(own, file) {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Of several waiters one moves the dead holder's lock away; another may catch its successor's and puts that back. */
function evict(holder, file, own) {
  try {
    renameSync(file, `${own}.evicted`);
    if (holderOf(`${own}.evicted`) !== holder) linkSync(`${own}.evicted`, file);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(`${own}.evicted`, { force: true });
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
