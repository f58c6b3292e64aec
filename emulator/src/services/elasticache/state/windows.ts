import { createHash } from "node:crypto";
import { elasticacheErrors } from "./errors.ts";

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** us-east-1's block for maintenance and snapshots starts at 03:00 UTC and lasts eight hours. */
const BLOCK_START_MINUTE = 180;
const BLOCK_SLOTS = 8;
const LENGTH_MIN_MINUTES = 60;

interface Span {
  readonly start: number;
  readonly length: number;
}

/** AWS picks an hour of an eight-hour block; here it follows from the identifier, so that it is stable. */
export function defaultWindows(identifier: string): { snapshot: string; maintenance: string } {
  const digest = createHash("sha256").update(identifier).digest();
  const slot = digest[0]! % BLOCK_SLOTS;
  const snapshot = BLOCK_START_MINUTE + slot * LENGTH_MIN_MINUTES;
  const maintenance = BLOCK_START_MINUTE + ((slot + BLOCK_SLOTS / 2) % BLOCK_SLOTS) * LENGTH_MIN_MINUTES;
  const day = DAYS[digest[1]! % DAYS.length]!;
  return {
    snapshot: `${clock(snapshot)}-${clock(snapshot + LENGTH_MIN_MINUTES)}`,
    maintenance: `${day}:${clock(maintenance)}-${day}:${clock(maintenance + LENGTH_MIN_MINUTES)}`,
  };
}

/** Throws `InvalidParameterValue` unless both are windows of at least 60 minutes. */
export function checkWindows(snapshot: string, maintenance: string): void {
  snapshotSpan(snapshot);
  maintenanceSpan(maintenance);
}

/** When the daily window that is open at `at` was opened; undefined while it is closed. */
export function snapshotWindowStart(snapshot: string, at: Date): Date | undefined {
  const { start, length } = snapshotSpan(snapshot);
  const minutes = (at.getUTCHours() * 60 + at.getUTCMinutes() - start + DAY_MINUTES) % DAY_MINUTES;
  if (minutes >= length) return undefined;
  return new Date(Math.floor(at.getTime() / 60_000 - minutes) * 60_000);
}

export function isWithinMaintenanceWindow(maintenance: string, at: Date): boolean {
  const { start, length } = maintenanceSpan(maintenance);
  const minute = at.getUTCDay() * DAY_MINUTES + at.getUTCHours() * 60 + at.getUTCMinutes();
  return (minute - start + WEEK_MINUTES) % WEEK_MINUTES < length;
}

function snapshotSpan(window: string): Span {
  const match = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(window);
  if (match) return span(minuteOf(match[1]!), minuteOf(match[2]!), DAY_MINUTES, "snapshot");
  throw elasticacheErrors.invalidValue(`Invalid snapshot window: ${window}. Must be in the format hh24:mi-hh24:mi`);
}

function maintenanceSpan(window: string): Span {
  const match = /^([a-z]{3}):(\d\d:\d\d)-([a-z]{3}):(\d\d:\d\d)$/.exec(window);
  const from = DAYS.indexOf(match?.[1] ?? "");
  const to = DAYS.indexOf(match?.[3] ?? "");
  if (!match || from < 0 || to < 0) {
    throw elasticacheErrors.invalidValue(
      `Invalid maintenance window: ${window}. Must be in the format ddd:hh24:mi-ddd:hh24:mi`,
    );
  }
  const start = from * DAY_MINUTES + minuteOf(match[2]!);
  return span(start, to * DAY_MINUTES + minuteOf(match[4]!), WEEK_MINUTES, "maintenance");
}

function span(start: number, end: number, cycle: number, kind: string): Span {
  const length = (end - start + cycle) % cycle;
  if (length >= LENGTH_MIN_MINUTES) return { start, length };
  throw elasticacheErrors.invalidValue(`The ${kind} window must be at least ${LENGTH_MIN_MINUTES} minutes.`);
}

function minuteOf(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  if (hours! > 23 || minutes! > 59) throw elasticacheErrors.invalidValue(`Invalid time of day: ${text}`);
  return hours! * 60 + minutes!;
}

function clock(minute: number): string {
  const inDay = minute % DAY_MINUTES;
  return `${String(Math.floor(inDay / 60)).padStart(2, "0")}:${String(inDay % 60).padStart(2, "0")}`;
}
