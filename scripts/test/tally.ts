import { ScriptError } from "../launcher/script-error.mjs";
import { step } from "../launcher/step.mjs";

/** Counts what passed and failed over the whole of `npm test`. */
export class Tally {
  passed = 0;
  failed = 0;

  add(passed: number, failed: number): void {
    this.passed += passed;
    this.failed += failed;
  }

  /** Runs one check as a step; an error fails it, is shown, and does not stop the others. Returns whether it passed. */
  async check(title: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await step(title, work);
      this.add(1, 0);
      return true;
    } catch (error) {
      process.stdout.write(`${error instanceof ScriptError ? error.message : (error as Error).stack}\n`);
      this.add(0, 1);
      return false;
    }
  }
}
