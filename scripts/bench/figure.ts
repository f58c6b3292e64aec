/** One measured figure with its goal, as `npm run bench` prints it. */
export interface Figure {
  readonly what: string;
  /** Null if it was not measured; `note` then says why. */
  readonly value: number | null;
  readonly unit: "s" | "ms" | "MB" | "count" | "ratio" | "1/s";
  /** The most it may be, or with `atLeast` the least; without it the figure explains others. */
  readonly goal?: number;
  readonly atLeast?: boolean;
  readonly note?: string;
}

/** Undefined where there is nothing to judge. */
export function isMet({ value, goal, atLeast }: Figure): boolean | undefined {
  if (value === null || goal === undefined) return undefined;
  return atLeast ? value >= goal : value <= goal;
}
