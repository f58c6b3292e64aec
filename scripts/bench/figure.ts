/** One measured figure with its goal, as `npm run bench` prints it. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: "s" | "MB" | "count" | "ratio";
  /** The most it may be. */
  readonly goal: number;
}
