import { defaultScenarios, SCENARIOS } from "../scenarios/scenarios.ts";

/** What `--help` prints. */
export function usage(): string {
  const defaults = defaultScenarios("local")
    .map((scenario) => scenario.name)
    .join(", ");
  return `Proves that a deployed environment survives faults: payments flow, something breaks, checks judge what came of it.

npm run parity -- --env ENV [--scenario NAME]…   run scenarios (${defaults} unless told)
npm run parity -- list                           name the scenarios
npm run parity -- diff A B                       compare two runs (directories or results.json)

  --env ENV          the deployed environment: local, staging, production
  --target KIND      local (an emulator on this machine; the default) or aws
  --scenario NAME    may be given several times: ${SCENARIOS.map((scenario) => scenario.name).join(", ")}
  --rounds N         repeat the fault N times in one run; figures are medians over the rounds (1)
  --expect VERDICT   valid (the default), or invalid for a negative control that must be caught
  --out DIR          where results go (parity-results/ENV-TIME)
  --seed TEXT        repeat a run's choices; printed and recorded
  --rate N           payments per second to ask for
  --processes N      concurrent clients
  --restorable-within SECONDS   for a point in time to become restorable (360 locally, 900 on AWS)
  --outputs DIR      where ENV-outputs.json lies (outputs)

Writes results.json, history.jsonl, faults.jsonl, probes.jsonl, export-SCENARIO.ndjson, report.html and junit.xml.
Exit code: 0 if every verdict is as expected, 1 if not, 2 if it couldn't be run.
`;
}
