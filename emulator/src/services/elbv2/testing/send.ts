import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The subject alternative names of the certificate that the server showed. */
  readonly serverNames: string;
}

/** One request on a connection of its own, without following redirects. */
export async function send(
  url: string,
  options: { method?: string; headers?: OutgoingHttpHeaders; body?: string | Buffer; ca?: string } = {},
): Promise<Answer> {
  const { body, ...rest } = options;
  const start = url.startsWith("https:") ? httpsRequest : httpRequest;
  const request = start(url, { agent: false, ...rest });
  request.end(body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // Stays attached: sending may still fail after an early answer.
    request.on("error", reject).on("response", resolve);
  });
  const socket = response.socket as Partial<TLSSocket>;
  const serverNames = socket.getPeerCertificate?.().subjectaltname ?? "";
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response), serverNames };
}
