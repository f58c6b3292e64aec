import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findBrowser, startProblem } from "./browser.ts";
import { npmChromium, npmChromiumLibraries } from "./npm-chromium.ts";

/** What every Linux with glibc has. */
const EVERYWHERE = /^(lib(c|m|dl|pthread|rt|gcc_s)|ld-linux[a-z0-9-]*|linux-vdso)\.so/;

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "browser-"))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function program(name: string, script: string): string {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("a Chromium on the PATH is taken", async () => {
  const installed = program("chromium", "exit 0");
  expect(await findBrowser({ PATH: `/nowhere:${directory}` })).toMatchObject({ executablePath: installed });
});

test("without one, the Chromium from npm is taken, and it starts", async () => {
  const { executablePath, env } = await findBrowser({ PATH: directory });
  expect(executablePath).toBe(await npmChromium());
  expect(spawnSync(executablePath, ["--version"], { env, encoding: "utf8" }).stdout).toMatch(/^Chromium \d+/);
});

test("the libraries from npm are all that a system without any lacks", async () => {
  const libraries = await npmChromiumLibraries();
  const { stdout } = spawnSync("ldd", [await npmChromium()], {
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
    encoding: "utf8",
  });
  const taken = stdout.split("\n").map((line) => line.trim());
  expect(taken.filter((line) => line.includes(libraries))).not.toEqual([]);
  expect(taken.filter((line) => line !== "" && !line.includes(libraries) && !EVERYWHERE.test(basename(line)))).toEqual(
    [],
  );
});

test("what keeps a program from starting is told in its own words", () => {
  const broken = program("broken", "echo 'libnss3.so: cannot open shared object file' >&2; exit 127");
  expect(startProblem(broken, {})).toBe("libnss3.so: cannot open shared object file");
  expect(startProblem(join(directory, "absent"), {})).toMatch(/ENOENT/);
});
