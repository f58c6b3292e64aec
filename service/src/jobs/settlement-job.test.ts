import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { settlementJob } from "./settlement-job.ts";

let server: PostgresServer;
let service: TestService;
let merchants: Principal[];

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
/** Merchants with a payment that is due, in the order in which they are settled. */
beforeEach(async () => {
  merchants = await Promise.all([1, 2, 3].map(() => createMerchant(server)));
  merchants.sort((a, b) => (a.merchantId < b.merchantId ? -1 : 1));
  for (const merchant of merchants) expect((await service.createPayment(merchant)).status).toBe(201);
});

/** A delay of minus a day settles what was paid today. */
const job = (store = service.books.settlements) => settlementJob(store, -1);

async function settled(): Promise<number[]> {
  const answers = await Promise.all(merchants.map((merchant) => service.get("/api/v1/settlements", merchant)));
  return answers.map(({ json }) => json.data.length);
}

test("where one merchant's settlement always fails, the others' are made, and the error is told", async () => {
  await server.query(`create function refuse_settlement() returns trigger language plpgsql as $$
    begin raise exception 'this merchant can''t be settled'; end $$;
    create trigger refuse_settlement before insert on settlements for each row
      when (new.merchant_id = '${merchants[0]!.merchantId}') execute function refuse_settlement()`);
  try {
    await expect(job().run()).rejects.toThrow();
    expect(await settled()).toEqual([0, 1, 1]);
  } finally {
    await server.query(`drop function refuse_settlement cascade`);
  }
  await job().run();
  expect(await settled()).toEqual([1, 1, 1]);
});

test("a round that is told to stop ends after the settlement that runs", async () => {
  const stopping = new AbortController();
  const store = service.books.settlements;
  const stopsInFirst = {
    ...store,
    settle: async (command: Parameters<typeof store.settle>[0]) => {
      stopping.abort();
      return store.settle(command);
    },
  };
  await job(stopsInFirst).run(stopping.signal);
  expect(await settled()).toEqual([1, 0, 0]);
});
