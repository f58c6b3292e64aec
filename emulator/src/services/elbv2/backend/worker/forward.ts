import { errors, type Dispatcher } from "undici";
import { answerPage } from "./answers.ts";
import { clientSocket } from "./client-sockets.ts";
import { headersToTarget, type Exchange } from "./exchange.ts";
import { endToEndHeaders } from "./forwarded-headers.ts";
import type { Target } from "./target.ts";

/**
 * Streams one request to a target and its response back. Sends a request at most once: whatever fails is answered
 * with 502 or 504, or by cutting a response that has begun.
 */
export function forward(exchange: Exchange, target: Target): void {
  const { request } = exchange;
  const hasBody = request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
  target.inFlight++;
  target.pool.dispatch(
    {
      path: request.url ?? "/",
      method: request.method ?? "GET",
      headers: headersToTarget(exchange),
      body: hasBody ? request : null,
    },
    new ForwardHandler(exchange, target),
  );
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
