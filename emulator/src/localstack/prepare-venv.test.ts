import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdLock } from "./hold-lock.mjs";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "prepare-venv-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the script with nothing on PATH but what is in `directory`. */
async function prepare(): Promise<{ code: number | null; output: string }> {
  const script = join(import.meta.dirname, "prepare-venv.mjs");
  const child = spawn(process.execPath, [script, join(directory, "venv")], { env: { PATH: directory } });
  const [output] = await Promise.all([text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output };
}

function putPython(name: string, report: object): void {
  writeFileSync(join(directory, name), `#!/bin/sh\necho '${JSON.stringify(report)}'\n`);
  chmodSync(join(directory, name), 0o755);
}

test("without Python it says in one sentence what to install", async () => {
  expect(await prepare()).toEqual({
    code: 1,
    output:
      "Python 3.11, 3.12 or 3.13 is needed (none is on PATH): install one, for example with apt-get install python3 python3-venv.\n",
  });
  expect(existsSync(join(directory, "venv.lock"))).toBe(false);
});

test("versions that can't run LocalStack are named", async () => {
  const python = { executable: "/nowhere", venv: true, pip: true };
  putPython("python3", { ...python, version: [3, 9, 2] });
  putPython("python3.12", { ...python, version: [3, 12, 1], venv: false });
  putPython("python3.13", { ...python, version: [3, 14, 0] });
  expect((await prepare()).output).toContain(
    "(python3 is 3.9.2, python3.13 is 3.14.0, python3.12 is 3.12.1 without the venv module)",
  );
});

test("a lock is held once, and that of a dead process is taken over", async () => {
  const file = join(directory, "lock");
  const release = await holdLock(file, 1_000);
  await expect(holdLock(file, 0)).rejects.toThrow(`Process ${process.pid} has held ${file} for too long`);
  release();
  const ended = spawn("true");
  await once(ended, "exit");
  writeFileSync(file, String(ended.pid));
  const taken = await holdLock(file, 1_000);
  expect(existsSync(file)).toBe(true);
  taken();
  expect(existsSync(file)).toBe(false);
});
