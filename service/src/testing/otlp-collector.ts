import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** As OTLP's JSON has it, https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding; attributes by name. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string }[];
  readonly status: { readonly code: number };
}

interface Export {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[] }[];
}
interface RawSpan extends Omit<CollectedSpan, "attributes" | "links"> {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly links?: CollectedSpan["links"];
}

/** An OpenTelemetry collector on a free loopback port that keeps the spans it is sent. */
export class OtlpCollector implements AsyncDisposable {
  readonly spans: CollectedSpan[] = [];
  /** All that was sent. */
  text = "";
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<OtlpCollector> {
    const server = createServer();
    const collector = new OtlpCollector(server);
    server.on("request", (request, response) => {
      void json(request).then((body) => {
        if (request.url === "/v1/traces") collector.#keep(body as Export);
        response.writeHead(request.url === "/v1/traces" ? 200 : 404, { "content-type": "application/json" }).end("{}");
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return collector;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  of(traceId: string): readonly CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  #keep(body: Export): void {
    this.text += JSON.stringify(body);
    const spans = body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
    for (const { attributes, links = [], ...span } of spans) {
      const named = attributes.map(({ key, value }) => [key, Object.values(value)[0]]);
      this.spans.push({ ...span, links, attributes: Object.fromEntries(named) as CollectedSpan["attributes"] });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
