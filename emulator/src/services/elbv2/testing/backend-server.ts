import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** A real target: counts what it was sent, by path. */
export class BackendServer implements AsyncDisposable {
  readonly received: { method: string; path: string; headers: IncomingMessage["headers"] }[] = [];
  readonly server: Server;
  readonly #address: string;
  readonly #port: number;

  private constructor(address: string, port: number, serve: Serve) {
    this.#address = address;
    this.#port = port;
    this.server = createServer((request, response) => {
      const path = request.url ?? "";
      if (path === "/health") {
        response.end("up");
        return;
      }
      this.received.push({ method: request.method ?? "", path, headers: request.headers });
      serve(request, response, this);
    });
  }

  static async start(address: string, serve: Serve, port = 8080): Promise<BackendServer> {
    const backend = new BackendServer(address, port, serve);
    await backend.listen();
    return backend;
  }

  async listen(): Promise<void> {
    await once(this.server.listen(this.#port, this.#address), "listening");
  }

  /** Goes away as a killed process does; `listen` brings it back. */
  async die(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  count(method: string, path: string): number {
    return this.received.filter((request) => request.method === method && request.path === path).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.server.listening) await this.die();
  }
}

export type Serve = (request: IncomingMessage, response: ServerResponse, backend: BackendServer) => void;

/** Answers with a name. */
export function named(name: string): Serve {
  return (_, response) => void response.end(name);
}
