import { setTimeout as sleep } from "node:timers/promises";
import { EmulatorError } from "../errors.ts";

export interface UntilOptions {
  /** Ends the sentence "Waited … for": named in the error when the deadline passes. */
  readonly what: string;
  readonly deadlineMs: number;
  /** 20 ms unless told. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Polls `probe` until it gives a truthy value and returns that. An error of the probe counts as "not yet".
 * Throws `DeadlineExceeded`, naming what was last seen.
 */
export async function until<T>(probe: () => T | Promise<T>, options: UntilOptions): Promise<NonNullable<T>> {
  const deadline = performance.now() + options.deadlineMs;
  let last = "nothing";
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const value = await probe();
      if (value) return value;
      last = JSON.stringify(value) ?? "undefined";
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() >= deadline) {
      throw new EmulatorError(
        "DeadlineExceeded",
        `Waited ${options.deadlineMs} ms for ${options.what}; last seen: ${last}.`,
      );
    }
    await sleep(options.intervalMs ?? 20);
  }
}
