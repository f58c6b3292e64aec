import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: { readonly id: string; readonly type: string; readonly data: { readonly payment: object } };
}

export type Answer = (response: ServerResponse, webhook: ReceivedWebhook) => void;

const accept: Answer = (response) => void response.writeHead(204).end();

/** A merchant's server that is told events, on a free loopback port. */
export class WebhookReceiver implements AsyncDisposable {
  readonly received: ReceivedWebhook[] = [];
  /** What it answers; 204 unless set. */
  answer: Answer = accept;
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const receiver = new WebhookReceiver(server);
    server.on("request", (request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        const webhook = { headers: request.headers, body, event: JSON.parse(body) as ReceivedWebhook["event"] };
        receiver.received.push(webhook);
        receiver.answer(response, webhook);
      });
    });
    return receiver;
  }

  /** Answers with the status. */
  fail(status = 500): void {
    this.answer = (response) => void response.writeHead(status).end();
  }

  succeed(): void {
    this.answer = accept;
  }

  ids(): string[] {
    return this.received.map(({ event }) => event.id);
  }

  types(): string[] {
    return this.received.map(({ event }) => event.type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
