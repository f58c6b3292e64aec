import { join } from "node:path";
import { PACES } from "../pace/pace.ts";
import { progressOn } from "../progress/progress.ts";
import { quantity } from "../report/html/quantities.ts";
import { recoveryMatrix } from "../report/recovery-matrix.ts";
import type { Results } from "../report/results.ts";
import { runParity } from "../run.ts";
import { openTarget } from "../targets/open-target.ts";
import type { Terminal } from "./main.ts";
import type { RunCommand } from "./parse-command.ts";

export async function runCommand(command: RunCommand, terminal: Terminal): Promise<0 | 1> {
  using target = await openTarget({ ...command, kind: command.target, env: terminal.env });
  const pace = PACES[command.target];
  const restorableDeadlineMs = command.restorableDeadlineMs ?? pace.restorableDeadlineMs;
  const progress = progressOn(terminal.err);
  const results = await runParity({
    ...command,
    target,
    pace: { ...pace, restorableDeadlineMs },
    progress,
    signal: terminal.signal,
  });
  progress.done();
  terminal.out.write(summary(results, command.directory));
  return results.asExpected ? 0 : 1;
}

function summary(results: Results, directory: string): string {
  const lines = results.scenarios.flatMap((scenario) => [
    `${scenario.name}: ${scenario.verdict}${scenario.asExpected ? "" : `, expected ${scenario.expected}`}`,
    ...scenario.problems.map((problem) => `  ${problem}`),
    ...scenario.checks.map((check) => `  ${check.verdict.padEnd(7)} ${check.name.padEnd(16)} ${check.summary}`),
    ...scenario.figures
      .filter((figure) => figure.value !== null)
      .map((figure) => `  ${figure.name}, ${figure.statistic}: ${quantity(figure)} (${figure.label})`),
  ]);
  return [...lines, "", ...matrix(results), `Report: ${join(directory, "report.html")}`, ""].join("\n");
}

function matrix(results: Results): string[] {
  const lines = recoveryMatrix(results).flatMap(({ disruption, entries, untested }) => {
    if (untested !== null) return [`  ${disruption}: ${untested}`];
    return entries.map(({ scenario, verdict, rto, rpo, validatedOnAws }) => {
      const figures = [rto, rpo].map((each) => each && `${each.name} ${quantity(each)} (${each.label})`);
      const onAws = validatedOnAws === null ? "never validated on AWS" : `last valid on AWS ${validatedOnAws}`;
      return `  ${disruption}: ${scenario} ${verdict}, ${figures.filter((each) => each !== null).join(", ")}; ${onAws}`;
    });
  });
  return ["Recovery by kind of disruption, worst rounds:", ...lines];
}
