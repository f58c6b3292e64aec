import type { Verdict } from "../checks/check.ts";
import { quantity } from "../report/html/quantities.ts";
import { readResults } from "../report/read-results.ts";
import type { Figure, Results, ScenarioResult } from "../report/results.ts";

const RANK: Readonly<Record<Verdict, number>> = { valid: 0, unknown: 1, invalid: 2 };

/** Prints what changed from one run to another; 1 if a verdict got worse. */
export function diffRuns(beforePath: string, afterPath: string, out: { write(text: string): unknown }): 0 | 1 {
  const before = readResults(beforePath);
  const after = readResults(afterPath);
  const comparable = before.run.label === after.run.label;
  out.write(`A: ${titleOf(before)}\nB: ${titleOf(after)}\n`);
  if (!comparable) out.write("Their times are not comparable: one was measured on AWS, the other on an emulator.\n");
  let worse = false;
  for (const name of new Set([...before.scenarios, ...after.scenarios].map((scenario) => scenario.name))) {
    const a = before.scenarios.find((scenario) => scenario.name === name);
    const b = after.scenarios.find((scenario) => scenario.name === name);
    if (!a || !b) {
      out.write(`${name}: only in ${a ? "A" : "B"}\n`);
      continue;
    }
    const changes = [...verdictChanges(a, b), ...figureChanges(a.figures, b.figures, comparable)];
    worse ||= [...b.checks, b].some((each) => RANK[each.verdict] > RANK[counterpart(a, each)?.verdict ?? each.verdict]);
    out.write(`${name}: ${changes.length === 0 ? "no change" : ""}\n${changes.map((line) => `  ${line}\n`).join("")}`);
  }
  return worse ? 1 : 0;
}

function titleOf({ run, verdict }: Results): string {
  return `${run.environment} on ${run.target}, ${run.start.slice(0, 19)}Z, ${verdict}, seed ${run.seed}`;
}

type Judged = ScenarioResult | ScenarioResult["checks"][0];

function counterpart(scenario: ScenarioResult, judged: Judged): Judged | undefined {
  return "checks" in judged ? scenario : scenario.checks.find((check) => check.name === judged.name);
}

function verdictChanges(a: ScenarioResult, b: ScenarioResult): string[] {
  return [b, ...b.checks].flatMap((judged) => {
    const before = counterpart(a, judged);
    return before && before.verdict !== judged.verdict ? [`${judged.name}: ${before.verdict} → ${judged.verdict}`] : [];
  });
}

function figureChanges(a: readonly Figure[], b: readonly Figure[], comparable: boolean): string[] {
  return b.flatMap((after) => {
    const before = a.find((each) => each.name === after.name && each.statistic === after.statistic);
    if (!before || before.value === after.value) return [];
    const label = comparable ? after.label : "not comparable";
    return [`${after.name}, ${after.statistic}: ${quantity(before)} → ${quantity(after)} (${label})`];
  });
}
