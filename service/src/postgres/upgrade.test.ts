import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { requestHash } from "../domain/idempotency.ts";
import { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, MIGRATIONS, NO_LOG, TestService } from "../testing/test-service.ts";
import { migrate } from "./migrate.ts";

/** The last migration of the release that knew only payments captured at once. */
const LAST_BEFORE = "20261123000001000";

let server: PostgresServer;
let merchant: Principal;
let service: TestService;

beforeAll(async () => {
  server = await PostgresServer.start();
  const directory = mkdtempSync(join(tmpdir(), "service-migrations-"));
  for (const name of readdirSync(MIGRATIONS).filter((name) => name.slice(0, LAST_BEFORE.length) <= LAST_BEFORE)) {
    cpSync(join(MIGRATIONS, name), join(directory, name));
  }
  await migrate(server.connection, { directory, log: NO_LOG });
  rmSync(directory, { recursive: true });
  merchant = await createMerchant(server);
  await createAsBefore("before");
  await migrate(server.connection, { directory: MIGRATIONS, log: NO_LOG });
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const BODY = { amountMinor: 1050, currency: "EUR", description: null };

/** What the release before sends for a payment of 10.50 EUR. */
async function createAsBefore(key: string): Promise<string> {
  const hash = requestHash({ method: "POST", path: "/api/v1/payments", body: BODY });
  const [row] = await server.query<{ outcome: string }>(
    `select outcome from create_payment('${merchant.merchantId}', '${key}', '\\x${hash.toString("hex")}', gen_random_uuid(),
      'succeeded', 1050, 'EUR', null, 1050, now(), '{provider_clearing,merchant_pending}', '{1050,-1050}', 201::smallint,
      '{"of":"${key}"}')`,
  );
  return row!.outcome;
}

test("payments of the release before have their timeline, and can be refunded", async () => {
  const { data } = (await service.get("/api/v1/payments", merchant)).json;
  expect(data).toMatchObject([{ status: "succeeded", captureMethod: "automatic", capturedMinor: 1050 }]);
  const path = `/api/v1/payments/${data[0]!.id}`;
  expect((await service.post(`${path}/refunds`, merchant, { amountMinor: 50 })).status).toBe(201);
  const events = (await service.get(`${path}/events`, merchant)).json.data;
  expect(events.map(({ type, amountMinor }) => [type, amountMinor])).toEqual([
    ["created", 1050],
    ["authorized", 1050],
    ["captured", 1050],
    ["refunded", 50],
  ]);
});

test("its keys keep their meaning: the same request is answered with what was stored", async () => {
  const replay = await service.createPayment(merchant, { amountMinor: 1050, currency: "EUR" }, "before");
  expect([replay.status, replay.text, replay.headers.get("idempotent-replayed")]).toEqual([
    201,
    '{"of":"before"}',
    "true",
  ]);
});

test("its tasks go on creating payments while the new ones start, with one timeline and one set of keys", async () => {
  expect(await createAsBefore("during")).toBe("created");
  expect(await createAsBefore("during")).toBe("replayed");
  const known = await service.createPayment(merchant, { amountMinor: 1050, currency: "EUR" }, "during");
  expect(known.text).toBe('{"of":"during"}');
  const made = (await service.export(merchant)).find(({ idempotencyKey }) => idempotencyKey === "during");
  expect((await service.get(`/api/v1/payments/${made!.id}/events`, merchant)).json.data).toHaveLength(3);
  expect((await service.createPayment(merchant, { amountMinor: 1050, currency: "EUR" }, "new")).status).toBe(201);
  expect(await createAsBefore("new")).toBe("replayed");
});
