import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startFakeSystem, type FakeSystem } from "../testing/fake-system.ts";

const CLI = join(import.meta.dirname, "../cli.ts");

interface Ended {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(argv: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...argv], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

test("a wrong scenario is one sentence that names the valid ones, and exit code 2", async () => {
  const ended = await cli(["--env", "local", "--scenario", "rds-failovr"]);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(/^There is no scenario "rds-failovr"; choose from rds-failover, [^\n]*\n$/);
});

test("list and --help", async () => {
  expect(await cli(["list"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rds-failover /) as string });
  expect(await cli(["--help"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/--expect/) as string });
});

test("an environment that isn't there is one sentence and exit code 2", async () => {
  await using system = await startFakeSystem();
  const missing = await cli(["--env", "staging", "--outputs", system.directory], system.env);
  expect(missing).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Environment staging has no [^\n]*\n$/) as string,
  });
  const down = await cli(["--env", "test", "--outputs", system.directory], { AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
  expect(down).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^the emulator did not answer[^\n]*\n$/i) as string,
  });
});

test("a run ends with its verdicts, its reports and exit code 0; a failing one with 1", async () => {
  await using sound = await startFakeSystem();
  await using lossy = await startFakeSystem({ losesAcknowledged: true });
  const directory = join(sound.directory, "out");
  const argv = (system: FakeSystem) => [
    "--env",
    "test",
    "--outputs",
    system.directory,
    "--seed",
    "7",
    "--scenario",
    "rds-failover",
  ];
  const [passed, failed] = await Promise.all([
    cli([...argv(sound), "--out", directory], sound.env),
    cli([...argv(lossy), "--out", join(lossy.directory, "out")], lossy.env),
  ]);
  expect(passed.stderr).toMatch(/Round 1 of 1: rds-force-failover/);
  expect(passed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rds-failover: valid\n/) as string });
  const files = [
    "results.json",
    "history.jsonl",
    "faults.jsonl",
    "report.html",
    "junit.xml",
    "export-rds-failover.ndjson",
  ];
  for (const file of files) expect(existsSync(join(directory, file))).toBe(true);
  expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/invalid no-lost-ack/) as string });
});
