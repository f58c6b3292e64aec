/** One measured figure with its goal, as `npm run bench` prints it. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: "s" | "ms" | "MB" | "count" | "ratio" | "1/s";
  /** The most it may be, or with `atLeast` the least. */
  readonly goal: number;
  readonly atLeast?: boolean;
}

export function isMet({ value, goal, atLeast }: Figure): boolean {
  return atLeast ? value >= goal : value <= goal;
}
