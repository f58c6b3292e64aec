import { setTimeout as sleep } from "node:timers/promises";
import { DeployError } from "./errors.ts";

export interface UntilOptions {
  /** Ends the sentence "Waited … for". */
  readonly what: string;
  readonly deadlineMs: number;
  readonly intervalMs: number;
}

/** Polls `probe` until it gives something; its errors are thrown. Throws `DeadlineExceeded`, which says nothing of the outcome. */
export async function until<T>(probe: () => Promise<T | undefined>, options: UntilOptions): Promise<T> {
  const deadline = performance.now() + options.deadlineMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() >= deadline) {
      throw new DeployError(
        "DeadlineExceeded",
        `Waited ${Math.round(options.deadlineMs / 1000)} s for ${options.what}; look at its state before running this again.`,
      );
    }
    await sleep(options.intervalMs);
  }
}
