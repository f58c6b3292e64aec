import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTicks } from "../runtimes/process/process-tree.ts";
import { testInstance } from "../testing/test-instance.ts";
import { claimInstance } from "./claim.ts";

test("an instance whose emulator runs can't be claimed again, and can once it is given back", async () => {
  await using instance = await testInstance();
  const release = claimInstance(instance);
  expect(() => claimInstance(instance)).toThrow(new RegExp(`process ${process.pid}`));
  release();
  claimInstance(instance)();
});

test("the claim of an emulator that is gone is taken over, also when its process id is in use again", async () => {
  await using instance = await testInstance();
  const gone = spawn("true");
  await once(gone, "exit");
  const file = join(instance.directories.root, "emulator.json");
  for (const pid of [gone.pid, process.pid]) {
    writeFileSync(file, JSON.stringify({ pid, startTicks: "1" }));
    const release = claimInstance(instance);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ pid: process.pid, startTicks: startTicks(process.pid) });
    release();
  }
});
