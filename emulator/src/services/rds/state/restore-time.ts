import { rdsErrors } from "./rds-errors.ts";

/** Throws `InvalidParameterValue` unless `time` is restorable; both ends are. */
export function assertWithinWindow(time: Date, { earliest, latest }: { earliest: Date; latest: Date }): void {
  if (time > latest) {
    throw rdsErrors.invalidValue(
      `The specified restore time ${stamp(time)} is after the latest restorable time ${stamp(latest)}.`,
    );
  }
  if (time < earliest) {
    throw rdsErrors.invalidValue(
      `The specified restore time ${stamp(time)} is before the earliest restorable time ${stamp(earliest)}.`,
    );
  }
}

function stamp(time: Date): string {
  return time.toISOString().replace(/\.000Z$/, "Z");
}
