export interface SoakOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Tells one line of progress. */
  readonly say: (line: string) => void;
}

/** Runs rounds of faults; rejects at the first that leaves something broken, naming it. */
export type Soak = (options: SoakOptions) => Promise<object>;
