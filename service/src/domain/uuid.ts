import { randomBytes } from "node:crypto";

/** A UUID version 7 (RFC 9562): sorts by `time`, so that rows are inserted at the end of their index. */
export function uuidV7(time: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(time.getTime(), 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return format(bytes);
}

/** The least UUID version 7 of `time`: what was made before has a lesser one, what was made then or later has not. */
export function uuidV7Floor(time: Date): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(0, time.getTime()), 0, 6);
  bytes[6] = 0x70;
  bytes[8] = 0x80;
  return format(bytes);
}

function format(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The time in a UUID version 7; undefined if it is of another version. */
export function uuidV7Time(uuid: string): Date | undefined {
  return uuid[14] === "7" ? new Date(Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)) : undefined;
}
