import { uuidV7 } from "../domain/uuid.ts";
import { eachInTurn } from "./each-in-turn.ts";
import type { SettlementCandidate, SettlementStore } from "./settlement-ports.ts";

const CANDIDATES_MAX = 100;
const LINES_MAX = 2_000;
const DAY_MS = 86_400_000;

export interface SettleDueOptions {
  readonly now: Date;
  /** Whole days between the end of a payment's day and its settlement; at least 1. */
  readonly delayDays: number;
  readonly linesMax?: number;
  readonly stopping?: AbortSignal | undefined;
}

/**
 * Settles for every merchant what is due. Gives true if more is left for another round. Safe in several tasks at once.
 * Where one merchant's settlement fails, the others' are made first; then it throws the error.
 */
export async function settleDue(store: SettlementStore, options: SettleDueOptions): Promise<boolean> {
  const { now, delayDays, linesMax = LINES_MAX, stopping } = options;
  const day = new Date(now.getTime() - delayDays * DAY_MS).toISOString().slice(0, 10);
  const candidates = await store.candidates(day, CANDIDATES_MAX);
  let isMoreLeft = candidates.length === CANDIDATES_MAX;
  const settle = async (candidate: SettlementCandidate): Promise<void> => {
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
  };
  await eachInTurn(candidates, settle, stopping);
  return isMoreLeft;
}
