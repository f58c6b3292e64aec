import type { IncomingMessage } from "node:http";
import { AwsError } from "../wire/aws-error.ts";

const READ_DEADLINE_MS = 60_000;
/** An answer is lost when the socket closes on unread data, so what is too large is read on and dropped, up to here. */
const DISCARD_BYTES_MAX = 256 * 1024 * 1024;

/**
 * The whole body. Throws `RequestEntityTooLarge` (413) above `bytesMax`, `RequestTimeout` (408) for a client that is
 * too slow and `IncompleteBody` (400) for one that left.
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  deadlineMs: number = READ_DEADLINE_MS,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const tooLarge = (): AwsError =>
      new AwsError("RequestEntityTooLarge", `The request body has more than ${bytesMax} bytes.`, 413);
    const settle = (error?: AwsError): void => {
      clearTimeout(timer);
      request.removeAllListeners("data");
      if (error) reject(error);
      else resolve(Buffer.concat(chunks));
    };
    const timer = setTimeout(() => {
      settle(new AwsError("RequestTimeout", `The request body did not arrive within ${deadlineMs} ms.`, 408));
    }, deadlineMs);
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > DISCARD_BYTES_MAX) settle(tooLarge());
    });
    request.once("end", () => settle(bytes > bytesMax ? tooLarge() : undefined));
    request.once("error", () => settle(new AwsError("IncompleteBody", "The request body ended early.")));
  });
}
