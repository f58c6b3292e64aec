import { request as httpRequest, ServerResponse, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";
import type { Socket } from "node:net";
import { answerPage } from "./answers.ts";
import {
  actionOf,
  chooseTarget,
  headersToTarget,
  type Exchange,
  type ListenerState,
  type ProxyState,
} from "./exchange.ts";
import { endToEndHeaders } from "./forwarded-headers.ts";
import { perform } from "./perform.ts";
import type { Target } from "./target.ts";

/** Whether a request asks for a WebSocket: any other protocol that it offers to upgrade to is ignored, as HTTP allows. */
export function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === "websocket";
}

/** Answers a WebSocket handshake: joins client and target if the target agrees, else passes its refusal on. */
export function upgrade(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  listener: ListenerState,
  proxy: ProxyState,
): void {
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  response.shouldKeepAlive = false;
  response.once("finish", () => socket.end());
  socket.on("error", () => socket.destroy());
  const exchange: Exchange = { request, response, listener, proxy };
  const action = actionOf(exchange);
  const target = action?.type === "forward" ? chooseTarget(action.targetGroups, proxy) : undefined;
  if (target) joinTarget(exchange, target, socket, head);
  else perform(exchange, action);
}

function joinTarget(exchange: Exchange, target: Target, socket: Socket, head: Buffer): void {
  const { request, response, proxy } = exchange;
  const { hostname, port, protocol } = new URL(target.origin);
  const send = protocol === "https:" ? httpsRequest : httpRequest;
  const sent = send({
    host: hostname.replace(/^\[|\]$/g, ""),
    port,
    path: request.url,
    method: request.method,
    headers: [...headersToTarget(exchange), "Connection", "Upgrade", "Upgrade", "websocket"],
    agent: false,
    rejectUnauthorized: false,
    timeout: proxy.attributes.idleTimeoutMs,
  });
  let timedOut = false;
  sent.on("timeout", () => {
    timedOut = true;
    sent.destroy();
  });
  sent.on("error", () => {
    if (!response.headersSent) answerPage(response, timedOut ? 504 : 502);
    else socket.destroy();
  });
  socket.once("close", () => sent.destroy());
  sent.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEndHeaders(answer.rawHeaders));
    pipeline(answer, response, () => {});
  });
  sent.on("upgrade", (answer, upstream, upstreamHead) => {
    response.detachSocket(socket);
    socket.write(switchingProtocols(answer));
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
    join(socket, upstream, target, proxy.attributes.idleTimeoutMs);
  });
  sent.end();
}

function switchingProtocols(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 101 ${answer.statusMessage}`, "Connection: upgrade", "Upgrade: websocket"];
  const headers = endToEndHeaders(answer.rawHeaders);
  for (let index = 0; index < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function join(client: Socket, upstream: Socket, target: Target, idleTimeoutMs: number): void {
  const cut = (): void => {
    client.destroy();
    upstream.destroy();
  };
  const untrack = target.trackUpgraded(cut);
  const sides: Duplex[] = [client, upstream];
  for (const side of sides) side.on("error", cut).on("close", cut);
  client.once("close", untrack);
  const isIdle = (): void => {
    if (performance.now() - lastByteAt >= idleTimeoutMs) cut();
  };
  let lastByteAt = performance.now();
  for (const side of [client, upstream]) {
    side.on("data", () => (lastByteAt = performance.now()));
    side.setTimeout(idleTimeoutMs, isIdle);
  }
  client.pipe(upstream).pipe(client);
}
