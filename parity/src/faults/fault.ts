import type { Clock } from "../clock/clock.ts";
import type { History } from "../history/history.ts";
import type { FaultRecord } from "./fault-record.ts";
import type { Pace } from "../pace/pace.ts";
import type { Progress } from "../progress/progress.ts";

export interface FaultContext {
  readonly clock: Clock;
  /** To wait for what clients see, never to judge. */
  readonly history: History;
  readonly pace: Pace;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** One way to break the system through its own APIs, and to mend it again. */
export interface Fault {
  readonly name: string;
  /** Ends the sentence "Waited … for": what the system must be like to be broken, and is like again when it has healed. */
  readonly steadyState: string;
  /** Throws `CapabilityMissing` where the system never will be like that. */
  isSteady(): Promise<boolean>;
  /** Breaks it and returns what could be observed, at the latest when `pace.effectDeadlineMs` is over. */
  inject(context: FaultContext, round: number): Promise<FaultRecord>;
  /** Undoes what would outlast the scenario; called once at its end, whether or not anything was injected. */
  heal(): Promise<void>;
}
