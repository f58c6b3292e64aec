import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { errorOf } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import {
  createMerchant,
  startMigratedPostgres,
  TestService,
  type Answer,
  type AnswerBody,
} from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

let server: PostgresServer;
let service: TestService;
let admin: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
  admin = await createMerchant(server);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function newKey(body: object = {}): Promise<AnswerBody> {
  const answer = await service.send("POST", "/api/v1/api-keys", admin, { name: "Shop server", ...body });
  expect(answer.status).toBe(201);
  return answer.json;
}

/** A request with the key; a payment is created if there is a body. */
function withKey(key: string, path: string, body?: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": key };
  return service.request(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
}

const PAYMENT = { amountMinor: 1050, currency: "EUR" };

test("a secret key opens the API for its merchant, within its scopes", async () => {
  const { key } = await newKey({ scopes: ["payments:read"] });
  expect(key).toMatch(/^sk_test_[\w-]{43}$/);
  expect((await withKey(key, "/api/v1/payments")).status).toBe(200);
  expect(errorOf(await withKey(key, "/api/v1/payments", PAYMENT))).toEqual([403, "forbidden", undefined]);
  const writer = await newKey({ scopes: ["payments:write"] });
  const { id } = (await withKey(writer.key, "/api/v1/payments", PAYMENT)).json;
  expect((await service.get(`/api/v1/payments/${id}`, admin)).status).toBe(200);
});

test("a publishable key is one, and reads nothing; no key may say who else may do what", async () => {
  const { key } = await newKey({ kind: "publishable" });
  expect(key).toMatch(/^pk_test_/);
  expect((await withKey(key, "/api/v1/payments")).status).toBe(403);
  const body = { name: "x", kind: "publishable", scopes: ["payments:read"] };
  const refused = await service.send("POST", "/api/v1/api-keys", admin, body);
  expect(errorOf(refused)).toEqual([400, "request_invalid", "scopes"]);
  const all = await newKey();
  for (const path of ["/api/v1/users", "/api/v1/api-keys"]) expect((await withKey(all.key, path)).status).toBe(403);
});

test("a key is shown once and stored nowhere", async () => {
  const { key, id, lastFour } = await newKey();
  expect(lastFour).toBe(key.slice(-4));
  for (const path of [`/api/v1/api-keys/${id}`, "/api/v1/api-keys"]) {
    const { status, text } = await service.get(path, admin);
    expect([status, text.includes(key)]).toEqual([200, false]);
  }
  const rows = await server.query(`select k::text from api_keys k`);
  expect(JSON.stringify(rows)).not.toContain(key.slice(8));
});

test("a revoked key opens nothing any more, in no task", async () => {
  const { key, id } = await newKey();
  expect((await withKey(key, "/api/v1/payments")).status).toBe(200);
  const revoked = await service.send("DELETE", `/api/v1/api-keys/${id}`, admin);
  expect(revoked.json.revokedAt).not.toBeNull();
  await until("the key to be forgotten", async () => (await withKey(key, "/api/v1/payments")).status === 401, 30_000);
  const again = await service.send("DELETE", `/api/v1/api-keys/${id}`, admin);
  expect(again.json.revokedAt).toBe(revoked.json.revokedAt);
});

test("what is no key of this service opens nothing", async () => {
  const { key } = await newKey();
  for (const wrong of [`${key}x`, key.replace("sk_", "pk_"), "sk_test_", `sk_test_${"A".repeat(43)}`]) {
    expect(errorOf(await withKey(wrong, "/api/v1/payments"))).toEqual([401, "unauthenticated", undefined]);
  }
});

test("its last use is written down later, once for many requests", async () => {
  const { key, id } = await newKey();
  for (let request = 0; request < 3; request++) await withKey(key, "/api/v1/payments");
  const lastUse = async (): Promise<string | null> =>
    (await service.get(`/api/v1/api-keys/${id}`, admin)).json.lastUsedAt;
  expect(await lastUse()).toBeNull();
  await service.apiKeys.flushUses();
  expect(Date.parse((await lastUse()) ?? "")).toBeGreaterThan(Date.now() - 60_000);
});
