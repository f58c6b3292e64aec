import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answer, createApiClient, type ApiClient } from "../../api/client.ts";
import type { NewPayment, Payment } from "../../api/schema.ts";
import { MemoryStorage } from "../../testing/memory-storage.ts";
import { attempt } from "./attempt.ts";
import { IntentionStore } from "./intention-store.ts";

const SCOPE = "create-payment";
const TEN_EUROS: NewPayment = { amountMinor: 1000, currency: "EUR", description: null, captureMethod: "automatic" };
const ERROR = { type: "api_error", code: "database_unavailable", message: "Not now.", requestId: "req_1" };

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

const server = createServer((request, response) => {
  keys.push(String(request.headers["idempotency-key"]));
  request.resume().on("end", () => behaviour(request, response));
});
let keys: string[];
let behaviour: Behaviour;
let storage: Storage;
let api: ApiClient;

beforeEach(async () => {
  keys = [];
  storage = new MemoryStorage();
  await once(server.listen(0, "127.0.0.1"), "listening");
  api = createApiClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accessToken: () => "token",
    onSignedOut: () => {},
  });
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

const status =
  (code: number, error: object = ERROR): Behaviour =>
  (_request, response) =>
    response
      .writeHead(code, { "content-type": "application/json", "retry-after": "1" })
      .end(JSON.stringify({ error: { ...ERROR, ...error } }));
const created: Behaviour = (_request, response) =>
  response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ id: "pay_1" }));
const cutOff: Behaviour = (request) => request.socket.destroy();
const brokenOff: Behaviour = (request, response) => {
  response.writeHead(201, { "content-type": "application/json", "content-length": "100" }).write('{"id":');
  setImmediate(() => request.socket.destroy());
};
const pageOfAProxy: Behaviour = (_request, response) => response.writeHead(502).end("<h1>Bad gateway</h1>");

/** With a store of its own each time, as after a reload. */
function create(body: NewPayment = TEN_EUROS): Promise<Payment> {
  return attempt(new IntentionStore(storage), SCOPE, body, (intention) =>
    answer(
      api.POST("/api/v1/payments", {
        params: { header: { "Idempotency-Key": intention.idempotencyKey } },
        body: intention.body,
      }),
    ),
  );
}

test.each([
  ["a 503", status(503), { outcome: "unknown", code: "database_unavailable", retryAfterSeconds: 1 }],
  ["a 500", status(500, { code: "internal_error" }), { outcome: "unknown" }],
  ["one still in flight", status(409, { code: "idempotency_key_in_flight" }), { outcome: "unknown" }],
  ["a connection that is cut off", cutOff, { outcome: "unknown", code: "no_answer" }],
  ["an answer that breaks off", brokenOff, { outcome: "unknown", code: "no_answer" }],
  ["a proxy's own error", pageOfAProxy, { outcome: "unknown", code: "http_502" }],
  ["a sign-out", status(401, { code: "unauthenticated" }), { outcome: "signed-out" }],
])("after %s the same intention keeps its key, even over a reload", async (_name, failure, error) => {
  behaviour = failure;
  await expect(create()).rejects.toMatchObject(error);
  await expect(create()).rejects.toMatchObject(error);
  behaviour = created;
  expect(await create()).toEqual({ id: "pay_1" });
  expect(new Set(keys).size).toBe(1);
  expect(keys.length).toBe(3);
});

test("once done, the same request is a new intention", async () => {
  behaviour = created;
  await create();
  await create();
  expect(new Set(keys).size).toBe(2);
});

test("once refused, the corrected request is a new intention", async () => {
  behaviour = status(400, { code: "request_invalid", param: "amountMinor" });
  await expect(create()).rejects.toMatchObject({ outcome: "refused", param: "amountMinor", message: "Not now." });
  behaviour = created;
  await create();
  expect(new Set(keys).size).toBe(2);
});

test("another request is another intention, although the first one's outcome is unknown", async () => {
  behaviour = status(503);
  await expect(create()).rejects.toMatchObject({ outcome: "unknown" });
  await expect(create({ ...TEN_EUROS, amountMinor: 1001 })).rejects.toMatchObject({ outcome: "unknown" });
  expect(new Set(keys).size).toBe(2);
});

test("a key is fit for the service, and long enough that none comes twice", () => {
  const store = new IntentionStore(storage);
  expect(store.begin("a", {}).idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
});

test("scopes have keys of their own, and signing out forgets them all but nothing else", () => {
  const store = new IntentionStore(storage);
  storage.setItem("other", "1");
  const first = store.begin("refund/pay_1", { amountMinor: 1 });
  expect(store.begin("refund/pay_2", { amountMinor: 1 }).idempotencyKey).not.toBe(first.idempotencyKey);
  expect(store.unfinished("refund/pay_1")).toEqual(first);
  store.finishAll();
  expect(store.unfinished("refund/pay_1")).toBeUndefined();
  expect(store.unfinished("refund/pay_2")).toBeUndefined();
  expect(storage.getItem("other")).toBe("1");
});
