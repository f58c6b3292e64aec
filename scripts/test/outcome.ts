/** What a run of tests came to. */
export interface Outcome {
  readonly passed: number;
  /** The name of each test that failed, with the first line of its reason. */
  readonly failures: readonly string[];
}
