/** Until `deadline`, which is in the time of `performance.now()`; 0 once it has passed. */
export function remainingMs(deadline: number): number {
  return Math.max(0, deadline - performance.now());
}
