import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readResults } from "./read-results.ts";

const BASELINES = join(import.meta.dirname, "../../baselines");

/** When each scenario last came out as expected on AWS, by the recorded baselines; null if it never did. */
export function validatedOnAws(scenarios: readonly string[], directory = BASELINES): Record<string, string | null> {
  const runs = readdirSync(directory)
    .filter((file) => file.endsWith(".json"))
    .map((file) => readResults(join(directory, file)))
    .filter((results) => results.run.target === "aws");
  const latest = (name: string): string | null =>
    runs
      .filter((results) => results.scenarios.some((each) => each.name === name && each.asExpected))
      .map((results) => results.run.start)
      .sort()
      .at(-1) ?? null;
  return Object.fromEntries(scenarios.map((name) => [name, latest(name)]));
}
