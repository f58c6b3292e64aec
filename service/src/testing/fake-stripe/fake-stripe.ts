import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FakeBooks } from "./books.ts";
import { Form } from "./form.ts";
import { refused, type FakeAnswer } from "./objects.ts";
import { route } from "./routes.ts";

/**
 * What goes wrong with a request: it is lost on its way in, or its answer is on its way out, and the caller waits in vain; or
 * Stripe answers 500 after or 503 before it did anything, 409 since the key is in use, 429, or 401.
 */
export type Fault =
  "lose_request" | "lose_answer" | "error_after" | "error_before" | "conflict" | "rate_limit" | "unauthorized";

interface Seen {
  /** `POST /v1/payment_intents/{id}/confirm`. */
  readonly name: string;
  readonly key: string | undefined;
}

interface Kept {
  readonly body: string;
  readonly answer: FakeAnswer;
}

/**
 * A small fake of an outside system: a server that behaves like Stripe where a payment's money is decided, with idempotency
 * keys as Stripe documents them (the first answer is kept, also a 500; another body under the key is refused). Only for what
 * stripe-mock can't do, which remembers nothing.
 */
export class FakeStripe implements AsyncDisposable {
  readonly books = new FakeBooks();
  /** All requests that change something, in their order. */
  readonly seen: Seen[] = [];
  readonly url: URL;
  readonly #kept = new Map<string, Kept>();
  readonly #faults: { readonly part: string; readonly fault: Fault }[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  static async start(): Promise<FakeStripe> {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const fake = new FakeStripe(server);
    server.on("request", (request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => (body += chunk));
      request.on("end", () => fake.#respond(request, response, body));
    });
    return fake;
  }

  /** Of the next request whose path ends so. */
  fail(part: string, fault: Fault): void {
    this.#faults.push({ part, fault });
  }

  /** The keys of the requests whose path ends so. */
  keys(part: string): (string | undefined)[] {
    return this.seen.filter(({ name }) => name.endsWith(part)).map(({ key }) => key);
  }

  /** As after a day. */
  forgetKeys(): void {
    this.#kept.clear();
  }

  #respond(request: IncomingMessage, response: ServerResponse, body: string): void {
    const url = new URL(request.url ?? "", this.url);
    const header = request.headers["idempotency-key"];
    const key = typeof header === "string" ? header : undefined;
    const isWrite = request.method === "POST";
    if (isWrite) this.seen.push({ name: `POST ${url.pathname.replace(/\/(pi|dp)_\w+/, "/{id}")}`, key });
    const at = isWrite ? this.#faults.findIndex(({ part }) => url.pathname.endsWith(part)) : -1;
    const fault = at < 0 ? undefined : this.#faults.splice(at, 1)[0]?.fault;
    const answer = this.#answer({ method: request.method ?? "", url, body }, key, fault);
    if (answer === undefined) return;
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  }

  #answer(
    request: { readonly method: string; readonly url: URL; readonly body: string },
    key: string | undefined,
    fault: Fault | undefined,
  ): FakeAnswer | undefined {
    if (fault === "lose_request") return undefined;
    if (fault === "error_before") return refused(503, { type: "api_error" });
    if (fault === "conflict") {
      return refused(409, { type: "idempotency_error", code: "idempotency_key_in_use" });
    }
    if (fault === "unauthorized") return refused(401, { type: "invalid_request_error" });
    if (fault === "rate_limit") return refused(429, { type: "invalid_request_error", code: "rate_limit" });
    const kept = key === undefined ? undefined : this.#kept.get(key);
    if (kept && kept.body !== request.body) return refused(400, { type: "idempotency_error" });
    if (kept) return kept.answer;
    const done = route(this.books, request.method, request.url, new Form(request.body));
    const answer = fault === "error_after" ? refused(500, { type: "api_error" }) : done;
    if (key !== undefined) this.#kept.set(key, { body: request.body, answer });
    return fault === "lose_answer" ? undefined : answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
