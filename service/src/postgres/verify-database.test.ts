import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { verifyDatabase } from "./verify-database.ts";

let server: PostgresServer;
let merchant: Principal;
let service: TestService;

beforeAll(async () => {
  server = await startMigratedPostgres();
  merchant = await createMerchant(server);
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const pay = (key: string) => service.post("/api/v1/payments", merchant, { amountMinor: 1050, currency: "EUR" }, key);
const verify = () => verifyDatabase(server.connection);

test("tells an empty database, what was added, and nothing else as long as nothing changes", async () => {
  const empty = await verify();
  expect(empty.tables.payments).toEqual({ rows: "0", fingerprint: "0", latest: null });
  expect(empty.schema).toMatch(/^\d+_/);
  await pay("first");
  const one = await verify();
  expect(one).toMatchObject({
    tables: { payments: { rows: "1" }, postings: { rows: "2" }, refunds: { rows: "0" } },
    ledgerSums: { EUR: "0" },
    unbalancedPayments: "0",
  });
  expect(await verify()).toEqual(one);
  await pay("second");
  const two = await verify();
  expect(two.tables.payments.fingerprint).not.toBe(one.tables.payments.fingerprint);
  expect(two.tables.payments.latest! > one.tables.payments.latest!).toBe(true);
});

test("notices a single changed row and a ledger that doesn't balance", async () => {
  const before = await verify();
  // Past the constraints that would never let it happen.
  await server.query(`set session_replication_role = replica; update postings set amount_minor = amount_minor + 1
    where (payment_id, sequence) in (select payment_id, sequence from postings limit 1)`);
  const after = await verify();
  expect(after).toMatchObject({ ledgerSums: { EUR: "1" }, unbalancedPayments: "1" });
  expect(after.tables.postings.fingerprint).not.toBe(before.tables.postings.fingerprint);
  expect(after.tables.payments).toEqual(before.tables.payments);
});
