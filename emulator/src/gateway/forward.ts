import {
  Agent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { AwsError } from "../wire/aws-error.ts";
import { endToEndHeaders } from "./raw-headers.ts";

export interface Upstream {
  readonly host: string;
  readonly port: number;
}

/** A connection a request: a reused one that the upstream is just closing would fail a request that can't be repeated. */
const agent = new Agent({ keepAlive: false });

/**
 * Pipes a request to `upstream` and its answer back, byte for byte and never buffered. Rejects with an `AwsError`
 * `ServiceUnavailable` (503) while nothing was answered yet; a failure after that cuts the connection, so that the client
 * doesn't take half an answer for a whole one.
 */
export function forward(request: IncomingMessage, response: ServerResponse, upstream: Upstream): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = openUpstream(request, upstream);
    outgoing.once("response", (answer) => {
      answer.once("error", () => response.destroy());
      response.sendDate = false;
      response.writeHead(
        answer.statusCode!,
        answer.statusMessage,
        endToEndHeaders(answer.rawHeaders, answer.headers.connection),
      );
      // A stream's client waits for the headers although no event may come for minutes.
      response.flushHeaders();
      answer.pipe(response);
    });
    outgoing.once("error", (error) => {
      request.unpipe(outgoing);
      request.resume();
      if (response.headersSent) response.destroy();
      reject(unavailable(error));
    });
    response.once("close", () => {
      outgoing.destroy();
      resolve();
    });
    request.pipe(outgoing);
  });
}

/** The request line and headers as they came; `body` replaces the length when it is given. */
export function openUpstream(request: IncomingMessage, upstream: Upstream, body?: Buffer): ClientRequest {
  const headers = endToEndHeaders(request.rawHeaders, request.headers.connection);
  return httpRequest({
    ...upstream,
    agent,
    method: request.method!,
    path: request.url!,
    headers: body === undefined ? framed(request, headers) : withLength(headers, body.length),
    setHost: false,
  });
}

/** Without a length node:http would chunk a body that isn't there. */
function framed(request: IncomingMessage, headers: string[]): string[] {
  const isFramed = "content-length" in request.headers || "transfer-encoding" in request.headers;
  return isFramed || request.method === "GET" || request.method === "HEAD"
    ? headers
    : [...headers, "Content-Length", "0"];
}

function withLength(headers: string[], length: number): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (/^(content-length|transfer-encoding)$/i.test(headers[index]!)) continue;
    kept.push(headers[index]!, headers[index + 1]!);
  }
  return [...kept, "Content-Length", String(length)];
}

export function unavailable(cause?: Error): AwsError {
  const reason = cause ? `did not answer (${(cause as NodeJS.ErrnoException).code ?? cause.message})` : "is starting";
  return new AwsError("ServiceUnavailable", `LocalStack ${reason}; try again shortly.`, 503);
}
