import type { IncomingMessage, ServerResponse } from "node:http";
import { FAKE_LIMIT_PER_SECOND, type FakeCache } from "./fake-cache.ts";
import type { FakeDatabase, FakePayment } from "./fake-database.ts";
import type { FakeTasks } from "./fake-tasks.ts";

export const MERCHANT_PASSWORD = "correct horse battery staple";
export const MERCHANT_TOKEN = "token-of-the-demo-merchant";
/** A bug strikes one payment in so many. */
const STRIKES_EVERY = 20;

/** The payment service's contract over a database in memory. */
export class FakeService {
  readonly #database: FakeDatabase;
  readonly #tasks: FakeTasks;
  readonly #cache: FakeCache;
  #created = 0;

  constructor(database: FakeDatabase, tasks: FakeTasks, cache: FakeCache) {
    this.#database = database;
    this.#tasks = tasks;
    this.#cache = cache;
  }

  handle(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (request.url === "/api/v1/auth/login") return this.#login(response, body);
    if (request.headers.authorization !== `Bearer ${MERCHANT_TOKEN}`) return refuse(response, 401, "unauthenticated");
    if (request.url === "/api/v1/export") return this.#export(response);
    if (request.url?.startsWith("/api/v1/users")) return reply(response, 200, { id: "usr_1" });
    if (request.url?.startsWith("/api/v1/payments?")) return this.#list(response);
    if (request.url?.endsWith("/refunds")) return this.#refund(request.url.split("/").at(-2)!, response);
    if (request.url === "/api/v1/payments" && request.method === "POST") return this.#create(request, response, body);
    refuse(response, 404, "not_found");
  }

  #login(response: ServerResponse, body: string): void {
    const { email, password } = JSON.parse(body) as { email?: string; password?: string };
    if (!email?.startsWith("parity-") && password !== MERCHANT_PASSWORD)
      return refuse(response, 401, "wrong_credentials");
    reply(response, 200, { accessToken: MERCHANT_TOKEN, tokenType: "Bearer", expiresIn: 3_600 });
  }

  #isImpaired(): boolean {
    return this.#tasks.serving.length < 2 || !this.#cache.available;
  }

  #list(response: ServerResponse): void {
    const { allowed, store } = this.#cache.take();
    response.setHeader("x-ratelimit-store", store);
    response.setHeader("ratelimit-limit", FAKE_LIMIT_PER_SECOND);
    if (allowed) reply(response, 200, { data: [] });
    else refuse(response, 429, "rate_limited");
  }

  #create(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { bugs, available, keys } = this.#database;
    const key = request.headers["idempotency-key"] as string;
    if (bugs.failsPayments && this.#isImpaired()) return refuse(response, 422, "task_lost");
    if (!available || this.#tasks.serving.length === 0) return refuse(response, 503, "database_unavailable");
    const known = keys.get(key);
    if (known) {
      response.setHeader("idempotent-replayed", "true");
      return reply(response, 201, known);
    }
    const asked = JSON.parse(body) as { amountMinor: number; currency: string };
    this.#created++;
    const payment: FakePayment = {
      id: `pay_${this.#created}`,
      status: "succeeded",
      amountMinor: asked.amountMinor,
      currency: asked.currency,
      capturedMinor: asked.amountMinor,
      refundedMinor: 0,
      createdAt: new Date().toISOString(),
      idempotencyKey: key,
    };
    const struck = this.#created % STRIKES_EVERY === 0;
    const fails = bugs.unavailableAfterCommit === true && struck;
    if (!(bugs.acknowledgesWithoutCommit && struck)) this.#database.commit(payment, !(fails && bugs.forgetsKeys));
    if (fails) return refuse(response, 503, "database_unavailable");
    reply(response, 201, payment);
  }

  #refund(id: string, response: ServerResponse): void {
    const refunded = this.#database.refund(id);
    if (refunded) reply(response, 201, { id: `ref_${id}` });
    else refuse(response, 404, "not_found");
  }

  #export(response: ServerResponse): void {
    const { payments, bugs } = this.#database;
    const postings = payments.flatMap(({ id, capturedMinor: amountMinor, currency }, index) => {
      const extra = bugs.unbalanced && index % STRIKES_EVERY === 0 ? 1 : 0;
      const posting = (account: string, amount: number) => {
        return { type: "posting", id: `${id}/${account}`, paymentId: id, account, amountMinor: amount, currency };
      };
      return [posting("provider_clearing", amountMinor + extra), posting("merchant_pending", -amountMinor)];
    });
    const end = { type: "end", payments: payments.length, postings: postings.length, asOf: new Date().toISOString() };
    const lines = [...payments.map((payment) => ({ type: "payment", ...payment })), ...postings];
    response.setHeader("content-type", "application/x-ndjson");
    response.end(
      [...lines, ...(bugs.truncatesExport ? [] : [end])].map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
  }
}

export function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string): void {
  reply(response, status, { error: { type: "error", code, message: code, requestId: "r" } });
}
