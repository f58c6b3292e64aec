import { open, stat, type FileHandle } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const START_BYTES_MAX = 64 * 1024;
const READ_BYTES_MAX = 256 * 1024;
const POLL_MS = 250;

/**
 * Gives the last lines of a file, then what is added to it, until `signal` aborts; at a start in the middle, from the first
 * whole line on. A file that is replaced or cut is followed from its new beginning, and one that grows faster than it is
 * read loses lines, not memory.
 */
export async function followFile(path: string, onLines: (lines: string[]) => void, signal: AbortSignal): Promise<void> {
  let file: Followed | undefined;
  while (!signal.aborted) {
    try {
      const { ino, size } = await stat(path);
      if (file === undefined || ino !== file.ino || size < file.at) {
        await file?.handle.close();
        const at = file === undefined ? Math.max(0, size - START_BYTES_MAX) : 0;
        file = { handle: await open(path, "r"), ino, at, rest: "", skipsLine: at > 0 };
      }
      const lines = await readLines(file, size);
      if (lines.length > 0) onLines(lines);
    } catch (error) {
      // Between the rotation of a log and its first new line there is no file.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        await file?.handle.close();
        throw error;
      }
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
  await file?.handle.close();
}

interface Followed {
  readonly handle: FileHandle;
  readonly ino: number;
  at: number;
  /** The beginning of a line whose end was not written yet. */
  rest: string;
  skipsLine: boolean;
}

async function readLines(file: Followed, size: number): Promise<string[]> {
  if (size - file.at > READ_BYTES_MAX) Object.assign(file, { at: size - READ_BYTES_MAX, rest: "", skipsLine: true });
  const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(size - file.at), 0, size - file.at, file.at);
  file.at += bytesRead;
  const text = file.rest + buffer.toString("utf8", 0, bytesRead);
  const lines = text.split("\n");
  file.rest = lines.pop()!.slice(-READ_BYTES_MAX);
  if (file.skipsLine && lines.length > 0) {
    lines.shift();
    file.skipsLine = false;
  }
  return lines;
}
