export interface FeePlan {
  readonly currency: string;
  /** Hundredths of a percent of what was captured. */
  readonly basisPoints: number;
  /** For each capture. */
  readonly fixedMinor: number;
}

/** Half a minor unit is rounded up, and never more than was captured. `settle` of the migrations computes the same. */
export function feeOf({ basisPoints, fixedMinor }: Omit<FeePlan, "currency">, capturedMinor: number): number {
  const captured = BigInt(capturedMinor);
  const fee = (captured * BigInt(basisPoints) + 5_000n) / 10_000n + BigInt(fixedMinor);
  return Number(fee < captured ? fee : captured);
}
