import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { addUser, createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { wrongBalances } from "../testing/wrong-balances.ts";
import { settleDue } from "../usecases/settle-due.ts";

const RULE = { kind: "payout", currency: "EUR", aboveMinor: 5_000 };

let server: PostgresServer;
let service: TestService;
let maker: Principal;
let checker: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
/** Every merchant begins with 100.00 EUR that can be paid out, and asks for consent above 50.00 EUR a day. */
beforeEach(async () => {
  maker = await createMerchant(server);
  checker = await addUser(server, maker.merchantId, "admin");
  await service.createPayment(maker, { amountMinor: 10_000, currency: "EUR" });
  while (await settleDue(service.books.settlements, { now: new Date(Date.now() + 2 * 86_400_000), delayDays: 1 }));
  expect((await service.send("PUT", "/api/v1/approval-rules", maker, { data: [RULE] })).status).toBe(200);
});

const create = (body: object, key?: string): Promise<Answer> =>
  service.post("/api/v1/payouts", maker, { currency: "EUR", ...body }, key);
const approve = (id: string, by: Principal): Promise<Answer> =>
  service.send("POST", `/api/v1/approvals/${id}/approve`, by);
const amounts = async (): Promise<number[]> =>
  (await service.get("/api/v1/payouts", maker)).json.data.map(({ amountMinor }) => amountMinor);

test("what is sent within a day up to the rule's amount needs no consent, more does, in however many pieces", async () => {
  expect((await create({ amountMinor: 3_000 })).status).toBe(201);
  expect((await create({ amountMinor: 2_000 })).status).toBe(201);
  expect((await create({ amountMinor: 1 })).status).toBe(202);
  expect(await amounts()).toEqual([2_000, 3_000]);
});

test("with another user's consent it is made, once", async () => {
  const asked = await create({ description: "All" }, "the key");
  expect([asked.status, asked.json.status, asked.json.amountMinor]).toEqual([202, "pending", 10_000]);
  expect((await create({ description: "All" }, "the key")).json.id).toBe(asked.json.id);
  expect((await approve(asked.json.id, maker)).status).toBe(403);
  expect(await amounts()).toEqual([]);
  for (let time = 0; time < 2; time++) expect((await approve(asked.json.id, checker)).json.status).toBe("executed");
  expect(await amounts()).toEqual([10_000]);
  expect(await wrongBalances(server, maker.merchantId)).toEqual([]);
});

test("what is not available any more when consent comes is not paid out", async () => {
  const asked = await create({ amountMinor: 8_000 });
  expect((await create({ amountMinor: 4_000 })).status).toBe(201);
  expect((await approve(asked.json.id, checker)).json.status).toBe("failed");
  expect(await amounts()).toEqual([4_000]);
});

test("many at once never get past the rule without consent", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => create({ amountMinor: 1_500 })));
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([201, 201, 201, 202, 202, 202, 202, 202]);
  expect(await amounts()).toEqual([1_500, 1_500, 1_500]);
});
