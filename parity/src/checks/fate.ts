import type { FaultRecord } from "../faults/fault-record.ts";
import type { Operation } from "../history/operation.ts";
import type { RecoveryRecord } from "../recovery/recovery-record.ts";

/** What a restore makes of something that was acknowledged. */
export type Fate = "kept" | "undone" | "uncertain";

/** When the restored data took over, as far as it can be told from outside. */
export interface CutOver {
  readonly startUs: number;
  readonly endUs: number;
}

/** Null if nothing was cut over to. The service may have reached the new database only when it was ready again. */
export function cutOverOf({ recovery }: FaultRecord): CutOver | null {
  const steps = recovery?.command?.steps ?? [];
  const cutOver = steps.find(({ name }) => name === "cut over");
  if (!cutOver) return null;
  return { startUs: cutOver.startUs, endUs: steps.find(({ name }) => name === "health")?.endUs ?? cutOver.endUs };
}

/**
 * By when it was sent and acknowledged: `undone` between the point that was restored and the cut-over, `uncertain` if it
 * overlaps either, `kept` otherwise.
 */
export function fateOf({ startUs, endUs }: Pick<Operation, "startUs" | "endUs">, faults: readonly FaultRecord[]): Fate {
  let fate: Fate = "kept";
  for (const fault of faults) {
    const cutOver = cutOverOf(fault);
    if (!fault.recovery || !cutOver) continue;
    const { fromUs, toUs } = fault.recovery.point;
    if (endUs <= fromUs || startUs >= cutOver.endUs) continue;
    if (startUs >= toUs && endUs <= cutOver.startUs) return "undone";
    fate = "uncertain";
  }
  return fate;
}

export type Restored = FaultRecord & { readonly recovery: RecoveryRecord };

export function isRestored(fault: FaultRecord): fault is Restored {
  return fault.recovery !== null;
}
