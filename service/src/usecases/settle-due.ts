import { uuidV7 } from "../domain/uuid.ts";
import type { SettlementStore } from "./settlement-ports.ts";

const CANDIDATES_MAX = 100;
const LINES_MAX = 2_000;
const DAY_MS = 86_400_000;

export interface SettleDueOptions {
  readonly now: Date;
  /** Whole days between the end of a payment's day and its settlement; at least 1. */
  readonly delayDays: number;
  readonly linesMax?: number;
}

/** Settles for every merchant what is due. Gives true if more is left for another round. Safe in several tasks at once. */
export async function settleDue(store: SettlementStore, options: SettleDueOptions): Promise<boolean> {
  const { now, delayDays, linesMax = LINES_MAX } = options;
  const day = new Date(now.getTime() - delayDays * DAY_MS).toISOString().slice(0, 10);
  const candidates = await store.candidates(day, CANDIDATES_MAX);
  let isMoreLeft = candidates.length === CANDIDATES_MAX;
  for (const candidate of candidates) {
    const lines = await store.settle({
      ...candidate,
      day,
      id: uuidV7(now),
      feeTransferId: uuidV7(now),
      netTransferId: uuidV7(now),
      at: now,
      linesMax,
    });
    if (lines === linesMax) isMoreLeft = true;
  }
  return isMoreLeft;
}
