import { ScriptError } from "../launcher/script-error.mjs";
import { step } from "../launcher/step.mjs";
import { firstLine } from "./first-line.ts";
import type { Outcome } from "./outcome.ts";

/** Counts what passed and failed over the whole of `npm test`, and remembers what failed. */
export class Tally {
  passed = 0;
  readonly failures: string[] = [];

  add({ passed, failures }: Outcome): void {
    this.passed += passed;
    this.failures.push(...failures);
  }

  /** Runs one check as a step; an error fails it, is shown, and does not stop the others. Returns whether it passed. */
  async check(title: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await step(title, work);
      this.add({ passed: 1, failures: [] });
      return true;
    } catch (error) {
      process.stdout.write(`${error instanceof ScriptError ? error.message : (error as Error).stack}\n`);
      this.add({ passed: 0, failures: [`${title}: ${firstLine((error as Error).message)}`] });
      return false;
    }
  }

  /** What failed, one line each, for the reasons may stand thousands of lines above; then the counts. */
  summary(): string {
    const lines = this.failures.map((failure) => `failed: ${failure}\n`);
    return `${lines.join("")}${this.passed} passed, ${this.failures.length} failed\n`;
  }
}
