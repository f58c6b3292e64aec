import { DISRUPTIONS, type Disruption } from "../scenarios/disruption.ts";
import { SCENARIOS } from "../scenarios/scenarios.ts";
import type { Figure, Results, ScenarioResult } from "./results.ts";

/** What one run knows about the recovery from one kind of disruption. */
export interface MatrixRow {
  readonly disruption: Disruption;
  readonly entries: readonly MatrixEntry[];
  /** Why there are no entries; null if there are. */
  readonly untested: string | null;
}

export interface MatrixEntry {
  readonly scenario: string;
  readonly verdict: ScenarioResult["verdict"];
  /** Of the worst round; null if the scenario doesn't tell. */
  readonly rto: Figure | null;
  readonly rpo: Figure | null;
  /** Date of the latest valid run on AWS; null if there never was one. */
  readonly validatedOnAws: string | null;
}

/**
 * RTO and RPO by kind of disruption: never one number for all, for a passed failover says nothing about a restore.
 * Negative controls are none of it, for they show what an unsafe system would do.
 */
export function recoveryMatrix({ scenarios, validatedOnAws }: Results): MatrixRow[] {
  return DISRUPTIONS.map((disruption) => {
    const entries = scenarios
      .filter((scenario) => scenario.disruption === disruption && scenario.caughtBy === null)
      .map((scenario) => ({
        scenario: scenario.name,
        verdict: scenario.verdict,
        rto: worst(scenario, "RTO"),
        rpo: worst(scenario, "RPO"),
        validatedOnAws: validatedOnAws[scenario.name]?.slice(0, 10) ?? null,
      }));
    return { disruption, entries, untested: entries.length > 0 ? null : untested(disruption) };
  });
}

function worst({ figures }: ScenarioResult, name: string): Figure | null {
  return figures.find((figure) => figure.name === name && figure.statistic === "maximum") ?? null;
}

function untested(disruption: Disruption): string {
  const known = SCENARIOS.filter((each) => each.disruption === disruption && each.caughtBy === undefined);
  if (known.length === 0) return "not tested yet";
  return `not tested in this run: see ${known.map(({ name }) => name).join(", ")}`;
}
