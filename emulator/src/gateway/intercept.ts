import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import type { WireRequest, WireResponse } from "../wire/service-endpoint.ts";
import { endToEndHeaders } from "./raw-headers.ts";
import { openUpstream, unavailable, type Upstream } from "./forward.ts";

/** One operation of a LocalStack service that the emulator answers itself, changes or only watches. */
export interface Intercept {
  /** Service in the credential scope, for example `acm`. */
  readonly signingName: string;
  /** As in `X-Amz-Target` after the dot, for example `ImportCertificate`. */
  readonly operation: string;
  /** May throw `AwsError`; it is answered in AWS's shape. */
  handle(call: InterceptedCall): Promise<WireResponse>;
}

export interface InterceptedCall {
  readonly request: WireRequest;
  /**
   * Sends the request to LocalStack, with `body` in place of its own if given, and reads the whole answer. May be called
   * more than once. Throws `AwsError` `ServiceUnavailable` (503).
   */
  readonly forward: (body?: Buffer) => Promise<WireResponse>;
}

/** `InterceptedCall.forward` for one request. */
export function bufferedForward(
  request: IncomingMessage,
  wireRequest: WireRequest,
  upstream: () => Upstream | undefined,
): InterceptedCall["forward"] {
  return async (body = wireRequest.body) => {
    const target = upstream();
    if (!target) throw unavailable();
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        openUpstream(request, target, body).once("response", resolve).once("error", reject).end(body);
      });
      const headers = Object.fromEntries(pairs(endToEndHeaders(answer.rawHeaders, answer.headers.connection)));
      delete headers["transfer-encoding"];
      return { status: answer.statusCode!, headers, body: await buffer(answer) };
    } catch (error) {
      throw unavailable(error as Error);
    }
  };
}

function pairs(rawHeaders: string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1]!] as [string, string]] : [],
  );
}
