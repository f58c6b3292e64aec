import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach } from "vitest";
import { testInstance } from "../testing/test-instance.ts";
import { createGateway, type GatewayOptions } from "./gateway.ts";

/** For tests: what ends after each of them, last first. */
export const cleanups: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** An Authorization header in region eu-west-1. */
export const SIGNED = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=x`;

export async function startGateway(options: Partial<GatewayOptions> = {}): Promise<{ port: number; url: string }> {
  const instance = await testInstance();
  const gateway = createGateway({
    instance,
    services: [],
    routes: [],
    intercepts: [],
    upstream: () => undefined,
    status: () => ({ emulator: "running", localstack: "running" }),
    resources: () => [],
    log: () => {},
    ...options,
  });
  const port = await gateway.listen();
  cleanups.push(
    async () => instance[Symbol.asyncDispose](),
    () => gateway.close(),
  );
  return { port, url: `http://127.0.0.1:${port}` };
}

export async function startUpstream(listener: RequestListener): Promise<{ host: string; port: number }> {
  const server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  cleanups.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

/** Writes raw bytes to the gateway and returns all that came back until the connection ended. */
export async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}

export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<{ status: number; headers: IncomingMessage["headers"]; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, {
      method: options.method ?? "POST",
      headers: options.headers ?? {},
      agent: false,
    });
    outgoing.once("error", reject);
    outgoing.once("response", (response) => {
      text(response).then((body) => resolve({ status: response.statusCode!, headers: response.headers, body }), reject);
    });
    outgoing.end(options.body);
  });
}
