import { CLONE } from "../launcher/paths.mjs";
import { main } from "../launcher/main.mjs";
import { run } from "../launcher/run.mjs";
import { containerTests } from "./container-tests.ts";
import { environmentChecks } from "./environment-checks.ts";
import { runVitest } from "./run-vitest.ts";
import { Tally } from "./tally.ts";

/** Everything that must hold before a change is good; the last line counts what passed and failed. */
await main(async () => {
  const tally = new Tally();
  await tally.check("Formatting", () => mustSucceed("prettier", ["--check", "--log-level", "warn", "."]));
  await tally.check("Lint", () => mustSucceed("eslint", ["."]));
  await tally.check("Types", () => mustSucceed("npm", ["run", "-s", "types"]));
  await runVitest(tally, "vitest", []);
  await containerTests(tally);
  await environmentChecks(tally);
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
  return tally.failed === 0 ? 0 : 1;
});

async function mustSucceed(command: string, args: string[]): Promise<void> {
  await run(command, args, { cwd: CLONE, quiet: true });
}
