/**
 * The harness's own clock: microseconds since the run began, from a monotonic source, so that a step of the wall clock
 * can't stretch or shrink an outage. It is anchored to the wall clock once, at the start.
 */
export interface Clock {
  /** Whole microseconds since the clock was started. */
  nowUs(): number;
  /** ISO 8601 with microseconds, UTC. */
  wallAt(us: number): string;
  /** The inverse of `wallAt`, for instants that somebody else's clock gave. */
  usAt(wall: Date): number;
}

export function startClock(): Clock {
  const originMs = performance.now();
  const anchorUs = Math.round((performance.timeOrigin + originMs) * 1_000);
  return {
    nowUs: () => Math.round((performance.now() - originMs) * 1_000),
    wallAt: (us) => isoMicroseconds(anchorUs + us),
    usAt: (wall) => wall.getTime() * 1_000 - anchorUs,
  };
}

function isoMicroseconds(epochUs: number): string {
  const withMs = new Date(Math.floor(epochUs / 1_000)).toISOString();
  return `${withMs.slice(0, -1)}${String(epochUs % 1_000).padStart(3, "0")}Z`;
}
