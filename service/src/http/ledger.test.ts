import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { errorOf } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";

interface TrialBalance {
  readonly currency: string;
  readonly accounts: readonly { readonly account: string; readonly balanceMinor: number }[];
  readonly debitMinor: number;
  readonly creditMinor: number;
  readonly balanced: boolean;
}

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

function statement(query: Record<string, string>): Promise<Answer> {
  const all = { account: "merchant_pending", currency: "EUR", from: TODAY, to: TODAY, ...query };
  return service.get(`/api/v1/ledger/statement?${new URLSearchParams(all).toString()}`, merchant);
}

test("the trial balance has every account by currency, and debits equal credits", async () => {
  const payment = await service.createPayment(merchant, { amountMinor: 1000, currency: "EUR" });
  await service.createPayment(merchant, { amountMinor: 70, currency: "JPY" });
  await service.post(`/api/v1/payments/${payment.json.id}/refunds`, merchant, { amountMinor: 300 });
  const { json } = await service.get("/api/v1/ledger/trial-balance", merchant);
  const data = json.data as unknown as readonly TrialBalance[];
  expect(
    data.map(({ currency, debitMinor, creditMinor, balanced }) => [currency, debitMinor, creditMinor, balanced]),
  ).toEqual([
    ["EUR", 700, 700, true],
    ["JPY", 70, 70, true],
  ]);
  expect(data[0]?.accounts.map(({ account, balanceMinor }) => [account, balanceMinor])).toEqual([
    ["merchant_pending", -700],
    ["provider_clearing", 700],
  ]);
});

test("a statement leads from the opening to the closing balance, line by line", async () => {
  const first = await service.createPayment(merchant, { amountMinor: 1000, currency: "EUR" });
  const second = await service.createPayment(merchant, { amountMinor: 50, currency: "EUR" });
  await service.createPayment(merchant, { amountMinor: 7, currency: "USD" });
  await service.post(`/api/v1/payments/${first.json.id}/refunds`, merchant, { amountMinor: 300 });
  const answer = await statement({});
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const lines = answer.text.split("\r\n").map((line) => line.split(","));
  expect(lines[0]).toEqual(["occurredAt", "kind", "subjectId", "debitMinor", "creditMinor", "balanceMinor"]);
  const uuid = ({ json }: Answer): string => json.id.replace(/pay_(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  expect(lines.slice(1, -1).map(([, ...rest]) => rest)).toEqual([
    ["opening_balance", "", "", "", "0"],
    ["capture", uuid(first), "", "1000", "-1000"],
    ["capture", uuid(second), "", "50", "-1050"],
    ["refund", uuid(first), "300", "", "-750"],
    ["closing_balance", "", "", "", "-750"],
  ]);
  const times = lines.slice(1, -1).map(([time]) => time!);
  expect(times).toEqual([...times].sort());
});

test("what is before the period is in its opening balance, what is after it is not there", async () => {
  await service.createPayment(merchant, { amountMinor: 1000, currency: "EUR" });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const later = await statement({ from: tomorrow, to: tomorrow });
  expect(later.text).toContain("opening_balance,,,,-1000\r\n");
  expect(later.text.trimEnd().split("\r\n")).toHaveLength(3);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  expect((await statement({ from: yesterday, to: yesterday })).text).toMatch(/closing_balance,,,,0\r\n$/);
});

test("a long statement comes whole", async () => {
  const id = crypto.randomUUID();
  await server.query(`
    insert into ledger_transfer_kinds values ('test_in', 'merchant_pending', 'merchant_available') on conflict do nothing;
    select post_transfer('${merchant.merchantId}', gen_random_uuid(), 'test_in', 'EUR', n, false, '${id}', now())
      from generate_series(1, 1200) n`);
  const { text } = await statement({ account: "merchant_available" });
  expect(text.trimEnd().split("\r\n")).toHaveLength(1203);
  expect(text).toMatch(/closing_balance,,,,-720600\r\n$/);
});

test.each([
  [{ account: "slush_fund" }, "account"],
  [{ currency: "EURO" }, "currency"],
  [{ from: "2026-02-30" }, "from"],
  [{ to: "yesterday" }, "to"],
  [{ from: "2026-01-02", to: "2026-01-01" }, "to"],
  [{ from: "2024-01-01", to: "2026-01-01" }, "to"],
  [{ page: "1" }, "page"],
])("%j is refused, naming %s", async (query, param) => {
  expect(errorOf(await statement(query))).toEqual([400, "request_invalid", param]);
});
