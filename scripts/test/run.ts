import { CLONE } from "../launcher/paths.mjs";
import { main } from "../launcher/main.mjs";
import { run } from "../launcher/run.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { containerTests } from "./container-tests.ts";
import { environmentChecks } from "./environment-checks.ts";
import { runVitest } from "./run-vitest.ts";
import { Tally } from "./tally.ts";

/** Everything that must hold before a change is good; the last line counts what passed and failed. */
await main(async () => {
  const tally = new Tally();
  await tally.check("Formatting, lint and types", () =>
    allSucceed([
      ["prettier", "--check", "--log-level", "warn", "."],
      ["eslint", "."],
      ["npm", "run", "-s", "types"],
    ]),
  );
  await runVitest(tally, "vitest", []);
  await containerTests(tally);
  await environmentChecks(tally);
  process.stdout.write(tally.summary());
  return tally.failures.length === 0 ? 0 : 1;
});

/** Side by side, for each keeps one core busy. */
async function allSucceed(commands: readonly [string, ...string[]][]): Promise<void> {
  const ended = await Promise.allSettled(
    commands.map(([command, ...args]) => run(command, args, { cwd: CLONE, quiet: true })),
  );
  const reasons = ended.flatMap((result) => (result.status === "rejected" ? [result.reason as Error] : []));
  if (reasons.length > 0) throw new ScriptError(reasons.map(({ message }) => message).join("\n\n"));
}
