import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { until } from "../../wait/until.ts";
import { isAlive, startTicks } from "./process-tree.ts";

/** Ends its first thread and sleeps on in another. */
const HALF_ENDED = `
import ctypes, platform, threading, time
threading.Thread(target=time.sleep, args=(60,)).start()
ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
`;

test("a process is alive until its last thread has ended, as its sockets are", async () => {
  const child = spawn("python3", ["-c", HALF_ENDED]);
  try {
    const pid = child.pid!;
    const isZombie = (): boolean => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
    await until(isZombie, { what: "the first thread to end", deadlineMs: 10_000 });
    expect(isAlive(pid)).toBe(true);
    expect(startTicks(pid)).toMatch(/^\d+$/);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    expect(isAlive(pid)).toBe(false);
    expect(startTicks(pid)).toBeUndefined();
  } finally {
    child.kill("SIGKILL");
  }
});
