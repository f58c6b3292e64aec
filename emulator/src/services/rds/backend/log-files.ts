import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Instance } from "../../../instance/instance.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import { rdsErrors } from "../state/rds-errors.ts";

/** A log of one of an instance's servers, by the name that the API knows it by. */
export interface LogFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly writtenAtMs: number;
}

/** What the two servers of an instance have written; those that never ran have nothing. */
export async function logFiles(
  { directories }: Pick<Instance, "directories">,
  { identifier }: DbInstanceRecord,
): Promise<LogFile[]> {
  const found = await Promise.all(
    ["a", "b"].map(async (member) => {
      const path = join(directories.logs, "rds", identifier, `postgresql-${member}.log`);
      const seen = await stat(path).catch(() => undefined);
      if (!seen) return [];
      const name = `error/postgresql-${member}.log`;
      return [{ name, path, sizeBytes: seen.size, writtenAtMs: Math.floor(seen.mtimeMs) }];
    }),
  );
  return found.flat();
}

export interface LogPortion {
  readonly text: string;
  /** Offset in bytes at which the next portion starts. */
  readonly end: number;
  readonly isPending: boolean;
}

/** The API's limit for one answer. */
const PORTION_BYTES_MAX = 1_048_576;

/** From byte `start` on, whole lines, at most `linesMax` of them and 1 MiB. Throws for an offset past the end. */
export async function portionFrom(file: LogFile, start: number, linesMax: number): Promise<LogPortion> {
  if (start > file.sizeBytes) throw rdsErrors.invalidValue("The parameter Marker is not a valid marker.");
  const bytes = await read(file.path, start, Math.min(PORTION_BYTES_MAX, file.sizeBytes - start));
  const end = endOfLines(bytes, linesMax);
  const isPending = start + end < file.sizeBytes;
  return { text: bytes.subarray(0, end).toString("utf8"), end: start + end, isPending };
}

/** The last lines, at most `linesMax` of them and 1 MiB. */
export async function lastPortion(file: LogFile, linesMax: number): Promise<LogPortion> {
  const start = Math.max(0, file.sizeBytes - PORTION_BYTES_MAX);
  const bytes = await read(file.path, start, file.sizeBytes - start);
  let from = bytes.length;
  for (let lines = 0; lines < linesMax && from > 0; lines++) from = bytes.lastIndexOf(10, from - 2) + 1;
  return { text: bytes.subarray(from).toString("utf8"), end: file.sizeBytes, isPending: false };
}

/** Where `linesMax` lines end; a last line without an end counts only when nothing else is there. */
function endOfLines(bytes: Buffer, linesMax: number): number {
  let end = 0;
  for (let lines = 0; lines < linesMax; lines++) {
    const next = bytes.indexOf(10, end);
    if (next < 0) return end === 0 || bytes.length < PORTION_BYTES_MAX ? bytes.length : end;
    end = next + 1;
  }
  return end;
}

async function read(path: string, start: number, length: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
