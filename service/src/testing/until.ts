import { setTimeout as sleep } from "node:timers/promises";
import { ServiceError } from "../domain/errors.ts";

/** Polls until `probe` gives something truthy; an error counts as "not yet". Says what was last seen when it gives up. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  deadlineMs = 20_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + deadlineMs;
  let last: unknown = "nothing";
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= deadline) {
      throw new ServiceError("internal_error", `Waited ${deadlineMs} ms for ${what}; last seen: ${String(last)}.`);
    }
    await sleep(10);
  }
}
