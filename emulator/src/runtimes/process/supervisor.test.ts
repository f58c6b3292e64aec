import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../wait/until.ts";
import { isAlive } from "./process-tree.ts";
import { Supervisor } from "./supervisor.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "supervisor-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const env = { PATH: process.env["PATH"] ?? "" };
const gone = (pids: number[]): Promise<boolean> =>
  until(() => !pids.some(isAlive), { what: `processes ${pids.join(", ")} to end`, deadlineMs: 10_000 });

test("killTree ends a process and the descendants that left its group", async () => {
  const { supervisor } = await Supervisor.start(directory, []);
  const lines: string[] = [];
  const child = await supervisor.spawn({
    name: "tree",
    command: "/bin/sh",
    args: ["-c", "setsid sleep 600 & echo $!; wait"],
    cwd: directory,
    env,
    output: { onLine: (line) => lines.push(line) },
  });
  const grandchild = Number(await until(() => lines[0], { what: "the grandchild's pid", deadlineMs: 5_000 }));
  expect(isAlive(grandchild)).toBe(true);
  const { signal } = await child.killTree();
  expect(signal).toBe("SIGKILL");
  await gone([child.pid, grandchild]);
  await supervisor.stop();
});

test("a command that does not exist is a ProcessFailed that names it", async () => {
  const { supervisor } = await Supervisor.start(directory, []);
  const missing = {
    name: "nothing",
    command: "/no/such/command",
    args: [],
    cwd: directory,
    env,
    output: { onLine: () => {} },
  };
  await expect(supervisor.spawn(missing)).rejects.toThrow(/nothing could not be started/);
  await supervisor.stop();
});

const PARENT = `
  const { Supervisor } = await import(${JSON.stringify(join(import.meta.dirname, "supervisor.ts"))});
  const { supervisor } = await Supervisor.start(process.argv[1], []);
  const child = await supervisor.spawn({ name: "c", command: "/bin/sh", args: ["-c", "setsid sleep 600 & echo $!; wait"],
    cwd: "/", env: { PATH: process.env.PATH }, output: { onLine: (line) => console.log(child.pid + " " + line) } });
  setInterval(() => {}, 1000);`;

test("no child outlives a parent that was killed with SIGKILL", async () => {
  const parent = spawn(process.execPath, ["--input-type=module", "-e", PARENT, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  parent.stdout.on("data", (data: Buffer) => (output += data.toString()));
  await until(() => output.includes("\n"), { what: "the children's pids", deadlineMs: 10_000 });
  const pids = output.trim().split(" ").map(Number);
  expect(pids.every(isAlive)).toBe(true);
  parent.kill("SIGKILL");
  await gone(pids);
});

test("the next start ends what carries the instance's marker", async () => {
  const leftover = spawn("sleep", ["600"], { env: { ...env, PAYMENT_SYSTEM_INSTANCE: directory }, stdio: "ignore" });
  const { supervisor, ended } = await Supervisor.start(directory, []);
  expect(ended).toEqual([leftover.pid]);
  await supervisor.stop();
});
