import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { ControlRoute } from "../../gateway/control-route.ts";
import type { LocalStackAddress } from "../localstack-address.ts";

export interface TestGateway extends AsyncDisposable {
  readonly port: number;
}

/** Serves control routes and sends everything else to LocalStack: what LocalStack's tests need of a gateway. */
export async function testGateway(
  routes: readonly ControlRoute[],
  upstream: () => LocalStackAddress | undefined,
): Promise<TestGateway> {
  const server = createServer((request, response) => {
    if (request.url!.startsWith("/_emulator/")) void control(routes, request, response);
    else forward(upstream(), request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

async function control(
  routes: readonly ControlRoute[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = (body: unknown, status = 200): void => void response.writeHead(status).end(JSON.stringify(body));
  const pathname = request.url!.replace("/_emulator", "").split("?")[0]!;
  const route = routes.find((one) => one.method === request.method && one.pattern.test({ pathname }));
  if (!route) return reply({ message: `No route ${pathname}` }, 404);
  const params = route.pattern.exec({ pathname })!.pathname.groups;
  await route
    .handle({ request, response, params, json: () => json(request), reply })
    .catch((error: unknown) => reply({ message: String(error) }, 400));
}

function forward(upstream: LocalStackAddress | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!upstream) return void response.writeHead(503).end();
  const { host, port } = upstream;
  const { method, url: path, headers } = request;
  const onward = httpRequest({ host, port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.writeHead(503).end());
  request.pipe(onward);
}
