import { defineService } from "./define-service.ts";
import { sdkModel } from "./sdk-model.ts";
import type { WireResponse } from "./service-endpoint.ts";

export interface EchoService {
  /** Sends one request; `received` is then the input that its handler got. */
  send(body: string | Buffer, headers?: Readonly<Record<string, string>>, query?: string): Promise<WireResponse>;
  readonly received: () => unknown;
}

/** For tests of the wire: a service whose every operation answers with an empty result. Its request id is `request-1`. */
export function echoService(protocol: "awsQuery" | "awsJson1_1", sdk: object): EchoService {
  let received: unknown;
  const handler = async (input: unknown): Promise<object> => {
    received = input;
    return {};
  };
  const handlers = Object.fromEntries([...sdkModel(sdk).operations.keys()].map((name) => [name, handler]));
  const service = defineService<object>({ signingName: "echo", protocol, sdk, handlers, log: () => {} });
  const context = { requestId: "request-1", region: "us-east-1", accountId: "000000000000" };
  return {
    send: (body, headers = {}, query = "") =>
      service.handle({ headers, query: new URLSearchParams(query), body: Buffer.from(body), context }),
    received: () => received,
  };
}
