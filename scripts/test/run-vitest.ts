import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CLONE, LOCAL } from "../launcher/paths.mjs";
import { run } from "../launcher/run.mjs";
import type { Tally } from "./tally.ts";

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Runs vitest and counts its tests; a file that can't be loaded or prepared counts as one failure. */
export async function runVitest(tally: Tally, name: string, args: readonly string[]): Promise<void> {
  const outputFile = join(LOCAL, "test", `${name}.json`);
  mkdirSync(join(LOCAL, "test"), { recursive: true });
  rmSync(outputFile, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${outputFile}`];
  const code = await run("vitest", ["run", ...reporters, ...args], { cwd: CLONE });
  const report = JSON.parse(readFileSync(outputFile, "utf8")) as VitestReport;
  const unloadable = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  ).length;
  const failed = report.numFailedTests + unloadable;
  tally.add(report.numPassedTests, code !== 0 && failed === 0 ? 1 : failed);
}
