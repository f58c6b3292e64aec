export interface FaultRun {
  readonly seed: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

export interface FaultTally {
  readonly acknowledged: number;
  /** Acknowledged commits that are gone. */
  readonly lost: number;
  /** Databases that were restored and looked into. */
  readonly restored: number;
  /** Kills and hangs by what they hit. */
  readonly faults: Record<string, number>;
}
