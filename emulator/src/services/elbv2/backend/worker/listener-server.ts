import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { isDeepStrictEqual } from "node:util";
import type { ListenerConfig, ProxyAttributes, TlsConfig } from "../proxy-config.ts";
import { answerPage, rawPage } from "./answers.ts";
import { clientSocket } from "./client-sockets.ts";
import { actionOf, type ListenerState, type ProxyState } from "./exchange.ts";
import { compileRules } from "./match-rule.ts";
import { perform } from "./perform.ts";
import { isWebSocket, upgrade } from "./upgrade.ts";

const REQUEST_HEADER_BYTES_MAX = 65_536;

/** One listener: a real server on the load balancer's address. */
export class ListenerServer {
  #state: ListenerState;
  readonly #server: Server | HttpsServer;
  readonly #sockets = new Set<Socket>();

  private constructor(config: ListenerConfig, attributes: ProxyAttributes, proxy: () => ProxyState) {
    this.#state = { config, route: compileRules(config.rules) };
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      clientSocket(request.socket).response = response;
      const exchange = { request, response, listener: this.#state, proxy: proxy() };
      perform(exchange, actionOf(exchange));
    };
    const options: ServerOptions = {
      maxHeaderSize: REQUEST_HEADER_BYTES_MAX,
      // The body may take as long as bytes keep coming; `timeout` below watches for that.
      requestTimeout: 0,
      shouldUpgradeCallback: isWebSocket,
    };
    this.#server = config.tls
      ? createHttpsServer({ ...options, ...secureContext(config.tls) }, serve)
      : createHttpServer(options, serve);
    this.#server.maxHeadersCount = 0;
    this.tune(attributes);
    this.#server.on("timeout", (socket: Socket) => endIdle(socket));
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    this.#server.on(config.tls ? "secureConnection" : "connection", (socket: Socket) => void clientSocket(socket));
    this.#server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) =>
      upgrade(request, socket, head, this.#state, proxy()),
    );
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
      if (!socket.writable) return;
      socket.end(rawPage(error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400));
    });
  }

  /** Listens, or rejects with the system's error (`EADDRINUSE`, `EACCES`). */
  static async open(
    config: ListenerConfig,
    address: string,
    attributes: ProxyAttributes,
    proxy: () => ProxyState,
  ): Promise<ListenerServer> {
    const listener = new ListenerServer(config, attributes, proxy);
    await once(listener.#server.listen(config.boundPort, address), "listening");
    return listener;
  }

  get config(): ListenerConfig {
    return this.#state.config;
  }

  /** Takes over new rules, certificate and policy without closing a connection; the port stays. */
  update(config: ListenerConfig): void {
    if (config.tls && "setSecureContext" in this.#server && !isDeepStrictEqual(config.tls, this.#state.config.tls)) {
      this.#server.setSecureContext(secureContext(config.tls));
    }
    this.#state = { config, route: compileRules(config.rules) };
  }

  tune({ idleTimeoutMs }: ProxyAttributes): void {
    this.#server.keepAliveTimeout = idleTimeoutMs;
    this.#server.headersTimeout = idleTimeoutMs;
    this.#server.setTimeout(idleTimeoutMs);
  }

  /** Accepts nothing more, lets requests in flight finish for `graceMs`, then cuts them. */
  async close(graceMs: number): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    const cut = setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), graceMs);
    await closed;
    clearTimeout(cut);
  }
}

/**
 * The client sent and took nothing for the idle timeout. While its complete request waits for the target, the
 * target's own time-out decides.
 */
function endIdle(socket: Socket): void {
  const { response } = clientSocket(socket);
  const isServing = response !== undefined && !response.writableFinished;
  if (isServing && response.req.complete && !response.writableNeedDrain) return;
  if (isServing && !response.headersSent) {
    response.shouldKeepAlive = false;
    answerPage(response, 408);
    response.once("finish", () => socket.destroy());
    return;
  }
  socket.destroy();
}

function secureContext(tls: TlsConfig): SecureContextOptions {
  return {
    cert: tls.certificatePem,
    key: tls.privateKeyPem,
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    ciphers: tls.ciphers,
    honorCipherOrder: true,
  };
}
