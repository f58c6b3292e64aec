import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { reconcile, type ClearedAmount } from "../domain/reconciliation.ts";
import { errorOf } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";

let server: PostgresServer;
let service: TestService;
let merchant: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  merchant = await createMerchant(server);
});

const TODAY = new Date().toISOString().slice(0, 10);
const HEADER = "type,paymentId,amountMinor,currency";

function send(lines: readonly string[], period: object = {}): Promise<Answer> {
  const csv = [HEADER, ...lines, ""].join("\r\n");
  return service.send("POST", "/api/v1/ledger/reconciliations", merchant, { from: TODAY, to: TODAY, csv, ...period });
}

test("a report that says what the ledger says has no break; each difference is one", async () => {
  const [a, b, c] = [1_000, 2_000, 3_000].map((amountMinor) => ({ amountMinor, currency: "EUR" }));
  const ids: string[] = [];
  for (const payment of [a, b, c]) ids.push((await service.createPayment(merchant, payment)).json.id);
  await service.post(`/api/v1/payments/${ids[0]}/refunds`, merchant, { amountMinor: 100 });
  await service.post(`/api/v1/payments/${ids[0]}/refunds`, merchant, { amountMinor: 50 });
  const whole = [
    `capture,${ids[0]},1000,EUR`,
    `"capture","${ids[1]}","2000","EUR"`,
    `capture,${ids[2]},3000,EUR`,
    `refund,${ids[0]},150,EUR`,
  ];
  expect((await send(whole)).json).toEqual({ matched: 4, breaks: [] });
  const stranger = `pay_${"0".repeat(32)}`;
  const wrong = [whole[0]!, `capture,${ids[1]},1990,EUR`, whole[3]!, whole[3]!, `refund,${stranger},5,EUR`];
  expect((await send(wrong)).json).toEqual({
    matched: 1,
    breaks: [
      {
        reason: "missing_in_ledger",
        type: "refund",
        paymentId: stranger,
        currency: "EUR",
        ledgerMinor: 0,
        providerMinor: 5,
      },
      {
        reason: "amount_differs",
        type: "refund",
        paymentId: ids[0],
        currency: "EUR",
        ledgerMinor: 150,
        providerMinor: 300,
      },
      {
        reason: "amount_differs",
        type: "capture",
        paymentId: ids[1],
        currency: "EUR",
        ledgerMinor: 2_000,
        providerMinor: 1_990,
      },
      {
        reason: "missing_at_provider",
        type: "capture",
        paymentId: ids[2],
        currency: "EUR",
        ledgerMinor: 3_000,
        providerMinor: 0,
      },
    ],
  });
  expect((await send([], { from: "2026-01-01", to: "2026-01-31" })).json).toEqual({ matched: 0, breaks: [] });
});

test("the breaks account for exactly the difference between the two sides", () => {
  const amount = fc.record({
    kind: fc.constantFrom("capture" as const, "refund" as const),
    paymentId: fc.constantFrom("a", "b", "c", "d"),
    currency: fc.constantFrom("EUR", "JPY"),
    amountMinor: fc.integer({ min: 1, max: 5 }),
  });
  const total = (amounts: readonly ClearedAmount[]): number => amounts.reduce((sum, one) => sum + one.amountMinor, 0);
  fc.assert(
    fc.property(fc.array(amount), fc.array(amount), (report, ledger) => {
      const { breaks } = reconcile(report, ledger);
      const explained = breaks.reduce((sum, one) => sum + one.providerMinor - one.ledgerMinor, 0);
      expect(explained).toBe(total(report) - total(ledger));
      expect(breaks.every(({ providerMinor, ledgerMinor }) => providerMinor !== ledgerMinor)).toBe(true);
      expect(reconcile(report, [...report].reverse()).breaks).toEqual([]);
    }),
  );
});

const ID = `pay_${"0".repeat(32)}`;

test.each([
  [[`payout,${ID},1,EUR`], /^Line 2 .* type must be capture, refund or chargeback/],
  [[`capture,${ID},1,EUR`, "capture,pay_1,1,EUR"], /^Line 3 .* paymentId/],
  [[`capture,${ID},1.5,EUR`], /^Line 2 .* amountMinor/],
  [[`capture,${ID},-1,EUR`], /amountMinor/],
  [[`capture,${ID},1,EURO`], /currency/],
  [[`capture,${ID},1`], /4 fields and has 3/],
  [["", `capture,${ID},1,EUR`], /^Line 2 .* 4 fields and has 1/],
])("%j is refused, naming the line", async (lines, message) => {
  const answer = await send(lines);
  expect(errorOf(answer)).toEqual([400, "request_invalid", "csv"]);
  expect(answer.json.error.message).toMatch(message);
});

test("a report without its header, and a period that is none, are refused", async () => {
  expect(errorOf(await send([], { csv: `capture,${ID},1,EUR` }))[2]).toBe("csv");
  expect(errorOf(await send([], { csv: "" }))[2]).toBe("csv");
  expect(errorOf(await send([], { to: "2020-01-01" }))[2]).toBe("to");
});
