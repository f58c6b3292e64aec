/** Takes the next item of what is left to do. */
export interface Take {
  /** Younger ones are left to whoever received them. */
  readonly before: Date;
  /** Longer than the work takes; until then nobody else takes the item. */
  readonly leaseMs: number;
}
