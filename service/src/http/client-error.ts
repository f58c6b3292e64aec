import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { ServiceError } from "../domain/errors.ts";
import { errorDocument } from "./error-document.ts";
import { ERROR_MAP } from "./error-map.ts";

/** Answers what Node can't parse as a request, in the shape of every other error, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const { code, message } = clientError(error);
  const { status, type } = ERROR_MAP[code];
  const requestId = `req_${randomUUID()}`;
  const body = JSON.stringify({ error: { type, code, message, requestId, docUrl: errorDocument(code) } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

function clientError({ code }: NodeJS.ErrnoException): ServiceError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new ServiceError("request_timed_out", "The request did not arrive whole in time; send it again, faster.");
  }
  if (code === "HPE_HEADER_OVERFLOW") {
    return new ServiceError("headers_too_large", "The header fields are too large; send at most 16 KiB.");
  }
  return new ServiceError("request_malformed", "The request can't be parsed; send valid JSON over valid HTTP.");
}

/** Node's own handler asks the same: bytes in the middle of another answer would be taken for a part of it. */
function isAnswering(socket: Socket): boolean {
  const { _httpMessage: running } = socket as { _httpMessage?: { readonly headersSent: boolean } | null };
  return running?.headersSent === true;
}
