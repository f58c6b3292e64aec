import type { Actor } from "../domain/access.ts";

/** When whoever acts has last written, known to all tasks. */
export interface RecentWrites {
  /** Now, after its commit. Never throws. */
  mark(actor: Actor): Promise<void>;
  /** In ms since the epoch; null if it has written nothing lately, undefined if that can't be told. Never throws. */
  lastOf(actor: Actor): Promise<number | null | undefined>;
}
