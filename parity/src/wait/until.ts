import { setTimeout as sleep } from "node:timers/promises";
import { ParityError, sentenceOf } from "../errors.ts";

export interface UntilOptions {
  /** Ends the sentence "Waited … for": named in the error when the deadline passes. */
  readonly what: string;
  readonly deadlineMs: number;
  readonly intervalMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Polls `probe` until it gives a value other than `undefined` and returns that. An error of the probe counts as "not
 * yet", for the system is being broken on purpose. Throws `DeadlineExceeded`, naming the last error, or `Interrupted`.
 */
export async function until<T>(probe: () => T | undefined | Promise<T | undefined>, options: UntilOptions): Promise<T> {
  const deadline = performance.now() + options.deadlineMs;
  let last = "";
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
      last = "";
    } catch (error) {
      last = ` The last attempt said: ${sentenceOf(error)}`;
    }
    if (performance.now() >= deadline) {
      throw new ParityError("DeadlineExceeded", `Waited ${options.deadlineMs} ms for ${options.what} in vain.${last}`);
    }
    await pause(options.intervalMs, options.signal);
  }
}

/** A pause that an interrupt ends at once, as `Interrupted`. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal });
  } catch (error) {
    throw new ParityError("Interrupted", "The run was interrupted before it was complete.", { cause: error });
  }
}
