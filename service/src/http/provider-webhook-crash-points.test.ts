import { afterAll, beforeAll, expect, test } from "vitest";
import { CrashSite, type Barrier } from "../testing/crash-site.ts";
import { MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, type TestService } from "../testing/test-service.ts";

let server: PostgresServer;
let survivor: TestService;
let site: CrashSite;

beforeAll(async () => {
  site = await CrashSite.open();
  ({ server, survivor } = site);
});
afterAll(() => site[Symbol.asyncDispose]());

/** As if the provider had decided, were to tell so now, and the lease of whoever died were over. */
async function becomeDue(): Promise<void> {
  await server.query(`update simulator.operations set resolves_at = now() - interval '1 s'`);
  await server.query(`update simulator.webhooks set due_at = now() - interval '1 s' where sent_at is null`);
  await server.query(`update provider_operations set leased_until = now() - interval '1 s' where status = 'pending'`);
  await server.query(`update provider_webhooks set next_attempt_at = null where handled_at is null`);
}

const CLAIM: Barrier = { statement: "insert into provider_webhooks", table: "provider_webhooks" };
const SETTLE: Barrier = { statement: "settle_operations(", table: "postings" };
const HANDLED: Barrier = { statement: "set handled_at = now()", table: "provider_webhooks" };
const SENT: Barrier = { statement: "set sent_at = now()", table: "simulator.webhooks" };
const CRASHES = [
  { step: "it is recorded", barriers: [CLAIM] },
  { step: "the payment is settled", barriers: [SETTLE] },
  { step: "it is marked as handled", barriers: [SETTLE, HANDLED] },
  { step: "the provider knows that it came", barriers: [SETTLE, SENT] },
] as const;

test.each(CRASHES.flatMap((crash) => (["before", "after"] as const).map((moment) => ({ ...crash, moment }))))(
  "a provider's webhook whose receiver is killed $moment $step settles its payment once",
  async (crash) => {
    const client = new MerchantClient(survivor, await createMerchant(server));
    const body = { amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_duplicateWebhook" };
    expect((await client.post("/api/v1/payments", body, "order")).status).toBe(503);
    const path = `/api/v1/payments/${(await client.read("/api/v1/payments")).data[0]!.id}`;
    await becomeDue();
    await site.crashAt(crash);
    await becomeDue();
    for (const job of survivor.providerJobs.toReversed()) while (await job.run());
    expect(await client.read(path)).toMatchObject({ status: "succeeded", capturedMinor: 1050 });
    expect((await client.timeline(path)).map(([type]) => type)).toEqual(["created", "authorized", "captured"]);
    expect((await survivor.export(client.merchant)).at(-1)).toMatchObject({ payments: 1, postings: 2 });
    expect(await server.query(`select from provider_webhooks where handled_at is null`)).toEqual([]);
    expect(await server.query(`select from simulator.webhooks where sent_at is null`)).toEqual([]);
  },
);
