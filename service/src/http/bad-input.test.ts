import { connect } from "node:net";
import { once } from "node:events";
import {
  anything,
  asyncProperty,
  assert,
  oneof,
  record,
  constantFrom,
  integer,
  double,
  string,
  json,
  type Arbitrary,
} from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { AMOUNT_MINOR_MAX } from "../domain/money.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";

let server: PostgresServer;
let service: TestService;
let merchant: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
  merchant = await createMerchant(server);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const LOGIN = "/api/v1/auth/login";
const valid = { amountMinor: 1, currency: "EUR" };

test.each([
  ["amountMinor", { currency: "EUR" }],
  ["amountMinor", { ...valid, amountMinor: 0 }],
  ["amountMinor", { ...valid, amountMinor: -1 }],
  ["amountMinor", { ...valid, amountMinor: 0.1 }],
  ["amountMinor", { ...valid, amountMinor: AMOUNT_MINOR_MAX + 1 }],
  ["amountMinor", { ...valid, amountMinor: "1" }],
  ["amountMinor", { ...valid, amountMinor: null }],
  ["amountMinor", { ...valid, amountMinor: [1] }],
  ["currency", { amountMinor: 1 }],
  ["currency", { ...valid, currency: "eur" }],
  ["currency", { ...valid, currency: "XXX" }],
  ["currency", { ...valid, currency: "__proto__" }],
  ["description", { ...valid, description: 1 }],
  ["description", { ...valid, description: "x".repeat(501) }],
  ["description", { ...valid, description: "a\0b" }],
  ["description", { ...valid, description: "\ud800" }],
  ["merchantId", { ...valid, merchantId: "other" }],
])("names the field that is at fault: %s in %j", async (param, body) => {
  const answer = await service.createPayment(merchant, body);
  expect(answer.status).toBe(400);
  expect(answer.json.error).toMatchObject({ type: "invalid_request_error", code: "request_invalid", param });
  expect(answer.json.error.message).toMatch(/^.+\.$/);
  expect(answer.headers.get("x-request-id")).toBe(answer.json.error.requestId);
});

test.each([
  ["limit", "limit=0"],
  ["limit", "limit=101"],
  ["limit", "limit=ten"],
  ["cursor", "cursor=nonsense"],
  ["cursor", `cursor=${"x".repeat(300)}`],
  ["offset", "offset=1"],
])("a list names %s in %s", async (param, query) => {
  const answer = await service.get(`/api/v1/payments?${query}`, merchant);
  expect([answer.status, answer.json.error.param]).toEqual([400, param]);
});

test("a write needs a key of 1 to 255 printable characters", async () => {
  const headers = { authorization: `Bearer ${service.token(merchant)}`, "content-type": "application/json" };
  for (const key of [undefined, "", "x".repeat(256), "caf\u00e9", "a\tb"]) {
    const answer = await service.request("/api/v1/payments", {
      method: "POST",
      headers: key === undefined ? headers : { ...headers, "idempotency-key": key },
      body: JSON.stringify(valid),
    });
    expect([answer.status, answer.json.error.code, answer.json.error.param]).toEqual([
      400,
      "idempotency_key_missing",
      "Idempotency-Key",
    ]);
  }
  expect((await service.createPayment(merchant, valid, "x".repeat(255))).status).toBe(201);
});

test.each([
  ["no body", "", 400],
  ["no JSON", "{", 400],
  ["an array", "[]", 400],
  ["null", "null", 400],
  ["a prototype", '{"__proto__":{"amountMinor":1}}', 400],
  ["nested deeply", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, 400],
  ["nested deeply within", `{"description":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}}`, 400],
  ["more than 64 KiB", JSON.stringify({ ...valid, description: "x".repeat(70_000) }), 413],
])("a body that is %s is refused", async (_what, body, status) => {
  const answer = await service.createPayment(merchant, body);
  expect(answer.status).toBe(status);
  expect(answer.json.error.message).toMatch(/^.+\.$/);
});

test("another media type, path or method is refused in the same shape", async () => {
  const authorization = `Bearer ${service.token(merchant)}`;
  const form = { authorization, "idempotency-key": "k", "content-type": "application/x-www-form-urlencoded" };
  const sent = await service.request("/api/v1/payments", { method: "POST", headers: form, body: "amountMinor=1" });
  expect([sent.status, sent.json.error.code]).toEqual([415, "media_type_unsupported"]);
  for (const [method, path, status, allow] of [
    ["GET", "/", 404, null],
    ["GET", "/api/v1/payments/", 404, null],
    ["GET", "/api/v1/payments/%zz", 400, null],
    ["DELETE", "/api/v1/payments?limit=2", 405, "GET, HEAD, POST"],
    ["GET", "/api/v1/payments/pay_1/capture", 405, "POST"],
    ["OPTIONS", "/health", 405, "GET, HEAD"],
  ] as const) {
    const answer = await service.request(path, { method, headers: { authorization } });
    expect([answer.status, answer.headers.get("allow")], path).toEqual([status, allow]);
    expect(answer.json.error.requestId).toBeTruthy();
  }
});

test.each([
  ["no HTTP", "HELLO\r\n\r\n", 400, "request_malformed"],
  ["another version of HTTP", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400, "request_malformed"],
  ["a header without a name", "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n", 400, "request_malformed"],
  ["without Host", "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "request_malformed"],
  [
    "of two lengths",
    `POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    400,
    "request_malformed",
  ],
  [
    "of a length and in chunks",
    `POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    "request_malformed",
  ],
  ["with 20 KiB of headers", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`, 431, "headers_too_large"],
])("a request that is %s gets the error object and the connection is closed", async (_what, bytes, status, code) => {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  await once(socket, "close");
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const { error } = JSON.parse(body) as Answer["json"];
  expect(error).toMatchObject({ type: "invalid_request_error", code });
  expect(error.message).toMatch(/^.+\.$/);
  expect(head.toLowerCase()).toContain(`x-request-id: ${error.requestId}`);
});

test("SQL in any text is only text", async () => {
  const description = "'); drop table payments; --";
  const key = "k'; delete from idempotency_keys; --";
  const { json } = await service.createPayment(merchant, { ...valid, description }, key);
  expect((await service.get(`/api/v1/payments/${json.id}`, merchant)).json.description).toBe(description);
});

const nearlyValid: Arbitrary<unknown> = record(
  {
    amountMinor: oneof(integer(), double(), anything()),
    currency: oneof(constantFrom("EUR", "JPY", "BHD", "eur"), anything()),
    description: oneof(string({ unit: "binary", maxLength: 600 }), anything()),
  },
  { requiredKeys: [] },
);

test("no body makes the service fail; what it accepts it gives back unchanged", async () => {
  await assert(
    asyncProperty(oneof(nearlyValid, anything(), json()), async (body) => {
      const sent =
        typeof body === "string"
          ? body
          : (JSON.stringify(body, (_key, value: unknown) => (typeof value === "bigint" ? Number(value) : value)) ?? "");
      const { status, json: created } = await service.createPayment(merchant, sent);
      expect([201, 400, 413]).toContain(status);
      if (status !== 201) return;
      const found = await service.get(`/api/v1/payments/${created.id}`, merchant);
      expect(found.json).toEqual(created);
      const { amountMinor, description = null } = JSON.parse(sent) as { amountMinor: number; description?: string };
      expect(found.json).toMatchObject({ amountMinor, description });
    }),
    { numRuns: 250 },
  );
});
