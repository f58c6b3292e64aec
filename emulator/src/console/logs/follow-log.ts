import type { EventStream } from "../event-stream.ts";
import { followFile } from "./follow-file.ts";

/** Sends a log file's last lines and then its new ones for as long as somebody reads. */
export function followLog(stream: EventStream, path: string): void {
  const ending = new AbortController();
  stream.onClose(() => ending.abort());
  followFile(path, (lines) => stream.send("lines", lines), ending.signal).catch(() => stream.close());
}
