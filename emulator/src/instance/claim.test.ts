import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTicks } from "../runtimes/process/process-tree.ts";
import { testInstance } from "../testing/test-instance.ts";
import { until } from "../wait/until.ts";
import { claimHolder } from "./claim-holder.ts";
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

test("an emulator that ended and that nobody has reaped yet holds nothing", async () => {
  await using instance = await testInstance();
  const parent = spawn("sh", ["-c", "sleep 1 & echo $!; exec sleep 600"], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  const state = () => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ");
  const fields = await until(() => (state()?.[0] === "Z" ? state() : undefined), {
    what: "a zombie",
    deadlineMs: 5_000,
  });
  writeFileSync(join(instance.directories.root, "emulator.json"), JSON.stringify({ pid, startTicks: fields[19] }));
  expect(claimHolder(instance)).toBeUndefined();
  parent.kill("SIGKILL");
});
