import { WAL_SEGMENT_BYTES } from "../initialise.ts";

/** A WAL segment: the timeline that it was written on and its number, counted from the start of all WAL. */
export interface Segment {
  readonly timeline: number;
  readonly number: number;
}

/** Segments that share the middle eight digits of their names. */
const PER_GROUP = 0x1_0000_0000 / WAL_SEGMENT_BYTES;

/** The file name of a segment, as in `pg_wal`. */
export function segmentName({ timeline, number }: Segment): string {
  return [timeline, Math.floor(number / PER_GROUP), number % PER_GROUP].map(eightDigits).join("");
}

/** Undefined for anything but a whole segment's name (history files, partial segments, backup labels). */
export function parseSegmentName(name: string): Segment | undefined {
  const match = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/.exec(name);
  if (!match) return undefined;
  const [timeline, group, rest] = match.slice(1).map((digits) => parseInt(digits, 16)) as [number, number, number];
  return rest < PER_GROUP ? { timeline, number: group * PER_GROUP + rest } : undefined;
}

/** Number of the segment that a WAL position such as `0/3000028` lies in. */
export function segmentNumber(position: string): number {
  const [high, low] = position.split("/").map((digits) => parseInt(digits, 16)) as [number, number];
  return high * PER_GROUP + Math.floor(low / WAL_SEGMENT_BYTES);
}

function eightDigits(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, "0");
}
