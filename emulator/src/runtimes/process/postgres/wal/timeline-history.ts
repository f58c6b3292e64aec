import { segmentNumber, type Segment } from "./segment.ts";

/** A timeline and the position at which its successor branches off. */
export interface TimelineSwitch {
  readonly timeline: number;
  readonly position: string;
}

export function historyName(timeline: number): string {
  return `${timeline.toString(16).toUpperCase().padStart(8, "0")}.history`;
}

/** The ancestors that a timeline's history file lists, oldest first. */
export function parseHistory(content: string): TimelineSwitch[] {
  return content
    .split("\n")
    .map((line) => /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/i.exec(line))
    .flatMap((match) => (match ? [{ timeline: Number(match[1]), position: match[2]! }] : []));
}

/**
 * The file that recovery along `timeline` reads for segment `number`: a segment in which a timeline ends is read from
 * its successor, which starts with a copy of it.
 */
export function segmentOf(timeline: number, ancestors: readonly TimelineSwitch[], number: number): Segment {
  const owner = ancestors.find(({ position }) => number < segmentNumber(position));
  return { timeline: owner?.timeline ?? timeline, number };
}
