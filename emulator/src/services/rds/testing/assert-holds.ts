import { EmulatorError } from "../../../errors.ts";
import { presentCommits } from "./committers.ts";
import type { Reachable } from "./rds-environment.ts";

/** What a restored instance must hold, and where what it must not hold begins. */
export interface Promised {
  readonly held: readonly number[];
  /** Identifiers from this one on were begun after the snapshot had ended. */
  readonly endsBefore?: number;
  /** The final snapshot's, which has exactly `held`. */
  readonly finalSnapshot?: string;
}

/** Throws `PostgresFailed`, naming what `name` lacks or has too much of. */
export async function assertHolds(name: string, endpoint: Reachable, promised: Promised): Promise<void> {
  const { held, endsBefore = Infinity, finalSnapshot } = promised;
  const present = new Set(await presentCommits(endpoint));
  const lost = held.filter((id) => !present.has(id));
  if (lost.length > 0) throw new EmulatorError("PostgresFailed", `${name} lacks commits: ${lost.join(", ")}.`);
  const late = [...present].filter((id) => id >= endsBefore);
  if (late.length > 0) throw new EmulatorError("PostgresFailed", `${name} has later commits: ${late.join(", ")}.`);
  if (finalSnapshot !== undefined && present.size !== held.length) {
    throw new EmulatorError("PostgresFailed", `${name} has ${present.size} commits instead of ${held.length}.`);
  }
}
