import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { lastPortion, logFiles, portionFrom } from "../../backend/log-files.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import { instanceNamed, type RdsContext } from "../rds-context.ts";

const LINES_MAX = 10_000;

/** With a marker what follows it, `0` being the start; without one the last lines. A marker is an offset in bytes. */
export function downloadDbLogFilePortion(context: RdsContext): Handler<typeof rds, "DownloadDBLogFilePortion"> {
  return async (input) => {
    const files = await logFiles(context.instance, instanceNamed(context, input.DBInstanceIdentifier!));
    const file = files.find(({ name }) => name === input.LogFileName);
    if (!file) throw rdsErrors.logFileNotFound(input.LogFileName!);
    const lines = input.NumberOfLines ?? LINES_MAX;
    if (!(lines >= 1 && lines <= LINES_MAX)) {
      throw rdsErrors.invalidValue(`Invalid value ${lines} for NumberOfLines. Must be between 1 and ${LINES_MAX}`);
    }
    const { text, end, isPending } =
      input.Marker === undefined
        ? await lastPortion(file, lines)
        : await portionFrom(file, offsetOf(input.Marker), lines);
    return { LogFileData: text, Marker: String(end), AdditionalDataPending: isPending };
  };
}

function offsetOf(marker: string): number {
  if (!/^\d{1,15}$/.test(marker)) throw rdsErrors.invalidValue("The parameter Marker is not a valid marker.");
  return Number(marker);
}
