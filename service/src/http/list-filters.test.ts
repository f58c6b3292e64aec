import { afterAll, beforeAll, expect, test } from "vitest";
import { errorOf, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly currency: string;
  readonly customerId: string | null;
  readonly createdAt: string;
}

let server: PostgresServer;
let service: TestService;
let client: MerchantClient;
let customerId: string;
/** Newest first. */
let all: readonly Listed[];

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
  client = new MerchantClient(service, await createMerchant(server));
  customerId = (await client.post("/api/v1/customers", {})).json.id;
  const kinds = ["EUR", "USD"].flatMap((currency) =>
    [{}, { captureMethod: "manual" }, { confirm: false }, { customerId }].map((more) => ({ currency, ...more })),
  );
  for (const kind of [...kinds, ...kinds]) await client.newPayment({ amountMinor: 1050, ...kind });
  all = await list("limit=100");
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Every page of so many at most. */
async function list(query: string, path = "/api/v1/payments"): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await client.read(`${path}?${query}${cursor && `&cursor=${cursor}`}`);
    found.push(...(page.data as unknown as Listed[]));
    cursor = page.nextCursor;
  }
  return found;
}

const FILTERS: readonly [query: string, matches: (payment: Listed) => boolean][] = [
  ["status=requires_capture", ({ status }) => status === "requires_capture"],
  ["status=canceled", () => false],
  ["currency=USD", ({ currency }) => currency === "USD"],
  ["currency=EUR&status=succeeded", ({ currency, status }) => currency === "EUR" && status === "succeeded"],
];

test.each(FILTERS)("payments with %s are those that have it, on any number of pages", async (query, matches) => {
  const expected = all.filter(matches);
  for (const limit of [1, 3, 100]) expect(await list(`${query}&limit=${limit}`)).toEqual(expected);
});

test("payments of a customer are the customer's, and nobody's for an id that is none or another merchant's", async () => {
  const own = await list(`customerId=${customerId}&limit=3`);
  expect(own).toEqual(all.filter((payment) => payment.customerId === customerId));
  expect(own).toHaveLength(4);
  const other = new MerchantClient(service, await createMerchant(server));
  expect((await other.read(`/api/v1/payments?customerId=${customerId}`)).data).toEqual([]);
  expect(await list("customerId=cus_nobody")).toEqual([]);
});

test("a range of time has what was created from its beginning on and before its end", async () => {
  const [newer, older] = [all[3]!.createdAt, all[9]!.createdAt];
  const within = all.filter(({ createdAt }) => createdAt >= older && createdAt < newer);
  expect(within.length).toBeGreaterThan(0);
  expect(await list(`createdFrom=${older}&createdBefore=${newer}&limit=2`)).toEqual(within);
  expect(await list(`createdFrom=${newer}`)).toEqual(all.filter(({ createdAt }) => createdAt >= newer));
  const withOffset = encodeURIComponent(new Date(Date.parse(older) + 3_600_000).toISOString().replace("Z", "+01:00"));
  expect(await list(`createdFrom=${withOffset}&createdBefore=${newer}`)).toEqual(within);
});

test.each([
  ["status=paid", "status"],
  ["currency=eur", "currency"],
  ["createdFrom=yesterday", "createdFrom"],
  ["createdBefore=2026-13-01T00:00:00Z", "createdBefore"],
  ["colour=red", "colour"],
])("%s is refused by name", async (query, param) => {
  expect(errorOf(await client.get(`/api/v1/payments?${query}`))).toEqual([400, "request_invalid", param]);
});

test("payouts take filters too, and refuse what is none", async () => {
  const path = "/api/v1/payouts";
  const range = "createdFrom=2026-01-01T00:00:00Z&createdBefore=2026-01-02T00:00:00Z";
  expect(await list(`status=paid&currency=EUR&${range}`, path)).toEqual([]);
  expect(errorOf(await client.get(`${path}?status=gone`))).toEqual([400, "request_invalid", "status"]);
  expect(errorOf(await client.get(`${path}?currency=eur`))).toEqual([400, "request_invalid", "currency"]);
});
