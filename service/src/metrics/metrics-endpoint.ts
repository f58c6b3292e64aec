import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Metrics } from "./metrics.ts";

const REQUEST_TIMEOUT_MS = 5_000;

/**
 * `GET /metrics` in Prometheus's text format, on a port of its own: the load balancer leads to the API's port only, so
 * what is told here never reaches the internet, and a flood of requests there doesn't hide it.
 */
export class MetricsEndpoint {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(metrics: Metrics, host: string, port: number): Promise<MetricsEndpoint> {
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      if (request.method !== "GET" || request.url !== "/metrics") {
        response.writeHead(404).end();
        return;
      }
      metrics.registry.metrics().then(
        (text) => response.writeHead(200, { "content-type": metrics.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    await once(server.listen(port, host), "listening");
    // A process with nothing else left to do ends.
    server.unref();
    return new MetricsEndpoint(server);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
