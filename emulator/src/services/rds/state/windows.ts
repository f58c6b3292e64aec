import { createHash } from "node:crypto";
import { rdsErrors } from "./rds-errors.ts";

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** us-east-1's block for automated backups and maintenance starts at 03:00 UTC and lasts eight hours. */
const BLOCK_START_MINUTE = 180;
const BLOCK_SLOTS = 16;
const SLOT_MINUTES = 30;

/** A window in minutes: from Sunday 00:00 UTC for maintenance, from 00:00 UTC for backups. */
interface Span {
  readonly start: number;
  readonly length: number;
}

/** AWS picks a random half hour of an eight-hour block; here it follows from the identifier, so that it is stable. */
export function defaultWindows(identifier: string): { backup: string; maintenance: string } {
  const digest = createHash("sha256").update(identifier).digest();
  const slot = digest[0]! % BLOCK_SLOTS;
  const backup = BLOCK_START_MINUTE + slot * SLOT_MINUTES;
  const maintenance = BLOCK_START_MINUTE + ((slot + BLOCK_SLOTS / 2) % BLOCK_SLOTS) * SLOT_MINUTES;
  const day = DAYS[digest[1]! % DAYS.length]!;
  return {
    backup: `${clock(backup)}-${clock(backup + SLOT_MINUTES)}`,
    maintenance: `${day}:${clock(maintenance)}-${day}:${clock(maintenance + SLOT_MINUTES)}`,
  };
}

/** Throws `InvalidParameterValue` unless both are windows of at least 30 minutes that don't overlap. */
export function checkWindows(backup: string, maintenance: string): void {
  const daily = backupSpan(backup);
  const weekly = maintenanceSpan(maintenance);
  for (let day = -1; day <= DAYS.length; day++) {
    const start = daily.start + day * DAY_MINUTES;
    if (start < weekly.start + weekly.length && weekly.start < start + daily.length) {
      throw rdsErrors.invalidValue("The backup window and maintenance window must not overlap.");
    }
  }
}

export function isWithinMaintenanceWindow(maintenance: string, at: Date): boolean {
  const { start, length } = maintenanceSpan(maintenance);
  const minute = at.getUTCDay() * DAY_MINUTES + at.getUTCHours() * 60 + at.getUTCMinutes();
  return (minute - start + WEEK_MINUTES) % WEEK_MINUTES < length;
}

function backupSpan(window: string): Span {
  const match = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(window);
  if (!match)
    throw rdsErrors.invalidValue(
      `Invalid backup window format: ${window}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC). Example: 23:00-01:30`,
    );
  return span(minuteOf(match[1]!), minuteOf(match[2]!), DAY_MINUTES, "backup");
}

function maintenanceSpan(window: string): Span {
  const match = /^([a-z]{3}):(\d\d:\d\d)-([a-z]{3}):(\d\d:\d\d)$/.exec(window.toLowerCase());
  if (!match) {
    throw rdsErrors.invalidValue(
      `Invalid maintenance window format: ${window}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC). Example: Sun:23:45-Mon:00:15`,
    );
  }
  const from = DAYS.indexOf(match[1]!);
  const to = DAYS.indexOf(match[3]!);
  if (from < 0 || to < 0) throw rdsErrors.invalidValue(`Invalid day:hour:minute value: ${window}`);
  const start = from * DAY_MINUTES + minuteOf(match[2]!);
  const asked = span(start, to * DAY_MINUTES + minuteOf(match[4]!), WEEK_MINUTES, "maintenance");
  if (asked.length < DAY_MINUTES) return asked;
  throw rdsErrors.invalidValue("Maintenance window must be less than 24 hours.");
}

function span(start: number, end: number, cycle: number, kind: string): Span {
  const length = (end - start + cycle) % cycle;
  if (length < SLOT_MINUTES) throw rdsErrors.invalidValue(`The ${kind} window must be at least 30 minutes.`);
  return { start, length };
}

function minuteOf(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  if (hours! > 23 || minutes! > 59) throw rdsErrors.invalidValue(`Invalid time of day: ${text}`);
  return hours! * 60 + minutes!;
}

function clock(minute: number): string {
  const inDay = minute % DAY_MINUTES;
  return `${String(Math.floor(inDay / 60)).padStart(2, "0")}:${String(inDay % 60).padStart(2, "0")}`;
}

/** When the daily backup window that `at` lies in opened; undefined outside of it. */
export function backupWindowStart(backup: string, at: Date): Date | undefined {
  const { start, length } = backupSpan(backup);
  const minute = at.getUTCHours() * 60 + at.getUTCMinutes();
  const since = (minute - start + DAY_MINUTES) % DAY_MINUTES;
  if (since >= length) return undefined;
  const opened = new Date(at.getTime() - since * 60_000);
  opened.setUTCSeconds(0, 0);
  return opened;
}
