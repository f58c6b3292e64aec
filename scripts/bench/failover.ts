import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "@payment-system/emulator/instance/instance";
import type { Results } from "../../parity/src/report/results.ts";
import { CLONE, LOCAL } from "../launcher/paths.mjs";
import { run } from "../launcher/run.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { localEnvironment, outputsDirectory } from "../local/aws-environment.ts";
import type { Figure } from "./figure.ts";

const ROUNDS = 10;

/** Forced failovers under payments: what clients see of each, and what is lost over all of them. */
export async function benchFailover(instance: Instance): Promise<Figure[]> {
  const out = join(LOCAL, "bench", "failover");
  const code = await run(
    process.execPath,
    [
      join(CLONE, "parity/src/cli.ts"),
      ...["--env", "local", "--scenario", "rds-failover", "--rounds", String(ROUNDS)],
      ...["--out", out, "--outputs", outputsDirectory(instance)],
    ],
    { env: localEnvironment(instance) },
  );
  if (code === 2) throw new ScriptError("The failovers could not be run; the reason is above.");
  const results = JSON.parse(readFileSync(join(out, "results.json"), "utf8")) as Results;
  return [
    {
      what: `write outage seen by payment clients, median of ${ROUNDS}`,
      value: figure(results, "Write outage seen by clients", "median") / 1000,
      unit: "s",
      goal: 1,
    },
    {
      what: `acknowledged payments lost over ${ROUNDS} failovers`,
      value: figure(results, "Acknowledged payments lost", "sum"),
      unit: "count",
      goal: 0,
    },
  ];
}

function figure(results: Results, name: string, statistic: string): number {
  const found = results.scenarios[0]?.figures.find((entry) => entry.name === name && entry.statistic === statistic);
  if (typeof found?.value !== "number")
    throw new ScriptError(`The run measured no "${name}, ${statistic}"; see its report.html.`);
  return found.value;
}
