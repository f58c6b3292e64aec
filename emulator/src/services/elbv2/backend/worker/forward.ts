import type { IncomingMessage } from "node:http";
import { PassThrough, type Readable } from "node:stream";
import { errors, type Dispatcher } from "undici";
import type { WeightedTargetGroup } from "../proxy-config.ts";
import { answerPage } from "./answers.ts";
import { clientSocket } from "./client-sockets.ts";
import { chooseTarget, headersToTarget, type Exchange } from "./exchange.ts";
import { endToEndHeaders } from "./forwarded-headers.ts";
import type { Target } from "./target.ts";

/** A request body up to this is read before the target is asked, and leaves in one packet with its head. */
const SMALL_BODY_BYTES = 65_536;

/**
 * Sends one request to a target and streams the response back. Sends a request at most once: whatever fails is
 * answered with 502 or 504, or by cutting a response that has begun.
 */
export function forward(exchange: Exchange, groups: readonly WeightedTargetGroup[]): void {
  const { request } = exchange;
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) dispatch(exchange, groups, null);
  else if (Number(length) <= SMALL_BODY_BYTES) readSmall(request, (body) => dispatch(exchange, groups, body));
  else dispatch(exchange, groups, separated(request));
}

function dispatch(exchange: Exchange, groups: readonly WeightedTargetGroup[], body: Buffer | Readable | null): void {
  const { request, response, proxy } = exchange;
  const target = chooseTarget(groups, proxy);
  if (!target) {
    if (!request.complete) response.shouldKeepAlive = false;
    answerPage(response, 503);
    return;
  }
  target.inFlight++;
  const headers = headersToTarget(exchange);
  const options = { path: request.url ?? "/", method: request.method ?? "GET", headers, body };
  target.pool.dispatch(options, new ForwardHandler(exchange, target));
}

/** Nothing is called if the client goes away before its body has come. */
function readSmall(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.once("end", () => done(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
}

/**
 * A large body to stream on. The target may answer before it has taken all of it, whereupon undici destroys the
 * stream: that must not be the client's own, on which the answer goes back.
 */
function separated(request: IncomingMessage): Readable {
  const body = new PassThrough();
  request.once("error", (error) => body.destroy(error));
  body.once("close", () => request.unpipe(body).resume());
  return request.pipe(body);
}

class ForwardHandler implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  #controller: Dispatcher.DispatchController | undefined;
  #clientGone = false;
  #hasBegun = false;

  constructor(exchange: Exchange, target: Target) {
    this.#exchange = exchange;
    const { response } = exchange;
    response.once("close", () => {
      target.inFlight--;
      if (response.writableFinished) return;
      this.#clientGone = true;
      this.#controller?.abort(new errors.RequestAbortedError("The client closed the connection."));
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A second start would send the request again, which is never safe for a payment.
    if (this.#controller || this.#clientGone) {
      controller.abort(new errors.RequestAbortedError("The request is not sent a second time or for nobody."));
      return;
    }
    this.#controller = controller;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, statusMessage = ""): void {
    const { response, request, proxy } = this.#exchange;
    if (status < 200) return;
    const headers = endToEndHeaders(rawStrings(controller.rawHeaders));
    const connectedMs = performance.now() - clientSocket(request.socket).connectedAt;
    if (connectedMs > proxy.attributes.clientKeepAliveMs) headers.push("Connection", "close");
    response.writeHead(status, statusMessage, headers);
    // A body that came in the same packet leaves in the same packet too; a slow one does not hold the headers back.
    process.nextTick(() => {
      if (!this.#hasBegun) response.flushHeaders();
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { response } = this.#exchange;
    this.#hasBegun = true;
    if (response.write(chunk)) return;
    controller.pause();
    response.once("drain", () => controller.resume());
  }

  onResponseEnd(): void {
    this.#hasBegun = true;
    this.#exchange.response.end();
  }

  onResponseError(_: unknown, error: Error): void {
    const { response, request } = this.#exchange;
    if (this.#clientGone) return;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // What remains of the body would otherwise be read as the next request.
    if (!request.complete) response.shouldKeepAlive = false;
    answerPage(response, statusOf(error));
  }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html */
function statusOf(error: Error): number {
  const timedOut = error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError;
  if (timedOut) return 504;
  return error instanceof errors.InvalidArgumentError ? 400 : 502;
}

function rawStrings(raw: Dispatcher.DispatchController["rawHeaders"]): string[] {
  return Array.isArray(raw) ? raw.map((part) => (typeof part === "string" ? part : part.toString("latin1"))) : [];
}
