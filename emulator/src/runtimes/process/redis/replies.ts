import { EmulatorError } from "../../../errors.ts";

/** A reply of the protocol RESP 2; an error is an `EmulatorError` `RedisFailed` with the server's words. */
export type Reply = string | number | null | EmulatorError | Reply[];

interface Parsed {
  readonly reply: Reply;
  readonly next: number;
}

/** Takes a byte stream apart into replies. Source: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
export class ReplyReader {
  #buffer: Buffer = Buffer.alloc(0);

  /** The replies that `chunk` completes. */
  read(chunk: Buffer): Reply[] {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    const replies: Reply[] = [];
    let position = 0;
    for (let parsed = parse(this.#buffer, 0); parsed; parsed = parse(this.#buffer, position)) {
      replies.push(parsed.reply);
      position = parsed.next;
    }
    this.#buffer = this.#buffer.subarray(position);
    return replies;
  }
}

/** Undefined while the reply at `start` is incomplete. */
function parse(buffer: Buffer, start: number): Parsed | undefined {
  const end = buffer.indexOf("\r\n", start);
  if (end < 0) return undefined;
  const line = buffer.toString("utf8", start + 1, end);
  const next = end + 2;
  switch (String.fromCharCode(buffer[start]!)) {
    case "+":
      return { reply: line, next };
    case "-":
      return { reply: new EmulatorError("RedisFailed", line), next };
    case ":":
      return { reply: Number(line), next };
    case "$":
      return parseBulk(buffer, next, Number(line));
    case "*":
      return parseArray(buffer, next, Number(line));
    default:
      return { reply: new EmulatorError("RedisFailed", "The server does not speak RESP 2."), next: buffer.length };
  }
}

function parseBulk(buffer: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, next: start };
  if (buffer.length < start + length + 2) return undefined;
  return { reply: buffer.toString("utf8", start, start + length), next: start + length + 2 };
}

function parseArray(buffer: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, next: start };
  const replies: Reply[] = [];
  let next = start;
  for (let index = 0; index < length; index++) {
    const parsed = parse(buffer, next);
    if (!parsed) return undefined;
    replies.push(parsed.reply);
    next = parsed.next;
  }
  return { reply: replies, next };
}
