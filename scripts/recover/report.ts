import type { Step } from "../deploy/steps.ts";

/** What a recovery did, as `--report` writes it. */
export interface RecoveryReport {
  readonly recovery: string;
  readonly environment: string;
  readonly start: string;
  readonly steps: {
    readonly name: string;
    readonly start: string;
    readonly ms: number;
    readonly found: string | null;
  }[];
  /** What was restored and put into service, as far as it came; filled by the steps. */
  readonly facts: Record<string, unknown>;
}

/** A step that has a short name in the report beside the sentence that a person reads. */
export interface RecoveryStep extends Step {
  readonly name: string;
}

/** Steps that tell and record how long they took. */
export function timed(steps: readonly RecoveryStep[], report: RecoveryReport): Step[] {
  return steps.map((step) => ({
    title: step.title,
    run: async (line) => {
      const start = new Date();
      const begun = performance.now();
      const found = (await step.run(line)) ?? null;
      const ms = Math.round(performance.now() - begun);
      report.steps.push({ name: step.name, start: start.toISOString(), ms, found });
      return `${found ?? "done"} (${(ms / 1_000).toFixed(1)} s)`;
    },
  }));
}
