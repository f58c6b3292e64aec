import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MerchantClient } from "../testing/merchant-client.ts";
import { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, MIGRATIONS, NO_LOG, TestService } from "../testing/test-service.ts";
import { migrate } from "./migrate.ts";

/** The first migration that this test goes down over. */
const FIRST = "20261126010000000";

/** Before it, a cardholder's charge took the money whatever became of the payment. */
const CHARGES_END = "20261126031000000";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Everything that migrations make, as a text that changes with it. */
async function schema(): Promise<string> {
  const rows = await server.query(`
    select 'column ' || table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable as it
      from information_schema.columns where table_schema = 'public' and table_name <> 'migrations'
    union all select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'migrations'
    union all select 'index ' || indexdef from pg_indexes where schemaname = 'public' and tablename <> 'migrations'
    union all select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    union all select 'function ' || pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
    order by 1`);
  return rows.map(({ it }) => String(it)).join("\n");
}

test("on data, down to the release before and up again gives the same schema and loses no payment", async () => {
  await migrate(server.connection, { directory: MIGRATIONS, log: NO_LOG });
  const before = await schema();
  const merchant = await createMerchant(server);
  let ids: string[];
  {
    await using service = await TestService.start(server.connection, 4);
    const client = new MerchantClient(service, merchant);
    const path = await client.newPayment();
    await client.post(`${path}/refunds`, { amountMinor: 50 });
    await client.post("/api/v1/api-keys", { name: "Shop server" });
    await service.audit.seal();
    ids = (await client.read("/api/v1/payments")).data.map(({ id }) => id);
  }
  const count = readdirSync(MIGRATIONS).filter((name) => name >= FIRST).length;
  await migrate(server.connection, { directory: MIGRATIONS, direction: "down", count, log: NO_LOG });
  expect((await schema()).includes("audit_entries")).toBe(false);
  await migrate(server.connection, { directory: MIGRATIONS, log: NO_LOG });
  expect(await schema()).toBe(before);
  await using service = await TestService.start(server.connection, 4);
  const client = new MerchantClient(service, merchant);
  expect((await client.read("/api/v1/payments")).data.map(({ id }) => id)).toEqual(ids);
  expect((await client.post(`/api/v1/payments/${ids[0]}/refunds`, { amountMinor: 50 })).status).toBe(201);
});

test("what a cardholder's charge took and no book shows is taken by the confirmation, or given up if canceled", async () => {
  await migrate(server.connection, { directory: MIGRATIONS, log: NO_LOG });
  const merchant = await createMerchant(server);
  {
    await using service = await TestService.start(server.connection, 4);
    const client = new MerchantClient(service, merchant);
    const asked = { amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_authenticationRequired" };
    await client.post(`${await client.newPayment(asked)}/cancel`);
    await client.newPayment(asked);
  }
  const count = readdirSync(MIGRATIONS).filter((name) => name >= CHARGES_END).length;
  await migrate(server.connection, { directory: MIGRATIONS, direction: "down", count, log: NO_LOG });
  const charges = `simulator.operations s join payments p on p.provider_reference = s.reference
    where s.kind = 'charge' and p.merchant_id = '${merchant.merchantId}'`;
  await server.query(
    `update simulator.operations set outcome = 'succeeded' where key in (select s.key from ${charges})`,
  );
  await migrate(server.connection, { directory: MIGRATIONS, log: NO_LOG });
  expect(await server.query(`select p.status, s.outcome from ${charges} order by p.status`)).toEqual([
    { status: "canceled", outcome: "voided" },
    { status: "requires_action", outcome: "authenticated" },
  ]);
  await using service = await TestService.start(server.connection, 4);
  const client = new MerchantClient(service, merchant);
  const { data } = await client.read("/api/v1/payments?limit=1");
  expect((await client.post(`/api/v1/payments/${data[0]!.id}/confirm`)).json.status).toBe("succeeded");
});
