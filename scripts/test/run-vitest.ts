import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CLONE, LOCAL } from "../launcher/paths.mjs";
import { run } from "../launcher/run.mjs";
import type { Tally } from "./tally.ts";
import { vitestOutcome } from "./vitest-outcome.ts";

/** Runs vitest, and adds each of its tests to the tally. */
export async function runVitest(tally: Tally, name: string, args: readonly string[]): Promise<void> {
  const outputFile = join(LOCAL, "test", `${name}.json`);
  mkdirSync(join(LOCAL, "test"), { recursive: true });
  rmSync(outputFile, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${outputFile}`];
  const code = await run("vitest", ["run", ...reporters, ...args], { cwd: CLONE });
  tally.add(vitestOutcome(readFileSync(outputFile, "utf8"), code));
}
