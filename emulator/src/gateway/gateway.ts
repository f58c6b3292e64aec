import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EmulatorError } from "../errors.ts";
import type { Instance } from "../instance/instance.ts";
import type { Log } from "../log.ts";
import type { ResourceStatus } from "../services/emulated-service.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { ServiceEndpoint, WireRequest, WireResponse } from "../wire/service-endpoint.ts";
import { isCrossOrigin } from "./browser-origin.ts";
import type { ControlRoute } from "./control-route.ts";
import { answerControl, CONTROL_PREFIX } from "./control-routes.ts";
import { forward, unavailable, type Upstream } from "./forward.ts";
import { gatewayError } from "./gateway-error.ts";
import { bufferedForward, type Intercept } from "./intercept.ts";
import { readBody } from "./read-body.ts";
import { identify, type RequestIdentity } from "./request-identity.ts";
import { statusRoutes, type GatewayStatus } from "./status-routes.ts";

export interface GatewayOptions {
  readonly instance: Instance;
  /** The emulator's own services; every other request goes to LocalStack. */
  readonly services: readonly ServiceEndpoint[];
  readonly routes: readonly ControlRoute[];
  readonly intercepts: readonly Intercept[];
  /** Where LocalStack listens; undefined while it isn't up, which answers 503. */
  readonly upstream: () => Upstream | undefined;
  readonly status: () => GatewayStatus | Promise<GatewayStatus>;
  readonly resources: () => readonly ResourceStatus[];
  readonly log: Log;
}

export interface Gateway {
  /** Listens on 127.0.0.1 and returns the port. Throws `PortTaken`. */
  listen(): Promise<number>;
  /** Refuses new requests, gives those in flight a moment, then cuts them. */
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 10 * 1024 * 1024;
const INTERCEPT_BODY_BYTES_MAX = 10 * 1024 * 1024;
const CLOSE_GRACE_MS = 2_000;

/** The one AWS endpoint: own services by credential scope, single intercepted operations, LocalStack for the rest. */
export function createGateway(options: GatewayOptions): Gateway {
  const routes = [...statusRoutes(options.status, options.resources), ...options.routes];
  const services = new Map(options.services.map((service) => [service.signingName, service]));
  let port = options.instance.gatewayPort;

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const identity = identify(request);
    if (identity.path === CONTROL_PREFIX || identity.path.startsWith(`${CONTROL_PREFIX}/`)) {
      return answerControl(request, response, { routes, port, log: options.log });
    }
    const service = services.get(identity.signingName ?? "");
    if (service) {
      if (isCrossOrigin(request.headers, port)) {
        throw new AwsError("AccessDenied", "Web pages of other origins may not call the emulator.", 403);
      }
      const body = await readBody(request, service.bodyBytesMax ?? BODY_BYTES_MAX);
      return send(response, await service.handle(wireRequest(request, identity, body, requestId)));
    }
    const intercept = options.intercepts.find(
      ({ signingName, operation }) => signingName === identity.signingName && operation === identity.operation,
    );
    if (intercept) {
      const call = wireRequest(request, identity, await readBody(request, INTERCEPT_BODY_BYTES_MAX), requestId);
      const forwardCall = bufferedForward(request, call, options.upstream);
      return send(response, await intercept.handle({ request: call, forward: forwardCall }));
    }
    const upstream = options.upstream();
    if (!upstream) throw unavailable();
    return forward(request, response, upstream);
  }

  function wireRequest(
    request: IncomingMessage,
    { query, region }: RequestIdentity,
    body: Buffer,
    requestId: string,
  ): WireRequest {
    const { accountId, region: defaultRegion } = options.instance;
    return {
      headers: request.headers,
      query,
      body,
      context: { requestId, region: region || defaultRegion, accountId },
    };
  }

  const server = createServer({ maxHeaderSize: 65_536, requestTimeout: 0, headersTimeout: 60_000 });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const requestId = randomUUID();
    answer(request, response, requestId).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return response.destroy();
      // Unread data of a refused request would be taken for the next one on this connection.
      if (!request.complete) response.setHeader("connection", "close");
      request.resume();
      return send(response, gatewayError(request, awsErrorOf(error, requestId), requestId));
    });
  });

  function awsErrorOf(error: unknown, requestId: string): AwsError {
    if (error instanceof AwsError) return error;
    const detail = error instanceof Error ? error.stack : String(error);
    options.log("error", "The gateway failed to answer a request.", { requestId, detail });
    return new AwsError("InternalFailure", "The request failed; the emulator's log tells why.", 500);
  }

  return {
    listen: async () => (port = await listen(server, options.instance.gatewayPort)),
    close: () => close(server),
  };
}

function send(response: ServerResponse, { status, headers, body }: WireResponse): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new EmulatorError(
      "PortTaken",
      `Port ${port} on 127.0.0.1 is in use by another program: end that program, or an emulator that is still running (npm run local -- stop).`,
      { cause: error },
    );
  }
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cut);
}
