import { afterAll, beforeAll, expect, test } from "vitest";
import { errorOf, MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { RedisServer } from "../testing/redis-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

const LIMIT = 20;
const HEALTH = "/api/v1/actuator/health";

let postgres: PostgresServer;
let redis: RedisServer;
let service: TestService;
let limited: TestService;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startMigratedPostgres(), RedisServer.start()]);
  const connection = { host: "127.0.0.1", port: redis.port, password: redis.password, tls: false };
  service = await TestService.start(postgres.connection, 8, { redis: connection });
  limited = await TestService.start(postgres.connection, 4, { redis: connection, rateLimitPerSecond: LIMIT });
  await untilRedisIs("UP");
});
afterAll(async () => {
  await Promise.all([service[Symbol.asyncDispose](), limited[Symbol.asyncDispose]()]);
  await Promise.all([redis[Symbol.asyncDispose](), postgres[Symbol.asyncDispose]()]);
});

async function untilRedisIs(status: string): Promise<void> {
  for (const task of [service, limited]) {
    await until(`redis to be ${status}`, async () => {
      const health = await task.request(HEALTH);
      expect([health.status, health.json.status]).toEqual([200, "UP"]);
      return health.json.components.redis?.status === status;
    });
  }
}

const storeOf = ({ headers }: Answer): string | null => headers.get("x-ratelimit-store");

test("a credential may send so many requests a second, and is told how many are left and when to come back", async () => {
  const client = new MerchantClient(limited, await createMerchant(postgres));
  const answers = await Promise.all(Array.from({ length: 3 * LIMIT }, () => client.get("/api/v1/payments")));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(2 * LIMIT);
  for (const answer of refused) {
    expect(errorOf(answer)).toEqual([429, "rate_limited", undefined]);
    expect(answer.json.error.type).toBe("rate_limit_error");
    expect(answer.headers.get("retry-after")).toBe("1");
  }
  const { headers } = answers.find(({ status }) => status === 200)!;
  expect([headers.get("ratelimit-limit"), storeOf(answers[0]!)]).toEqual([String(LIMIT), "redis"]);
  expect(Number(headers.get("ratelimit-remaining"))).toBeLessThan(LIMIT);
  expect(headers.get("ratelimit-reset")).toBe("1");

  const other = new MerchantClient(limited, await createMerchant(postgres));
  expect((await other.get("/api/v1/payments")).status).toBe(200);
  await until("the limit to refill", async () => (await client.get("/api/v1/payments")).status === 200);
});

test("payments go on while Redis is killed, hangs, and comes back; only the limit is then each task's own", async () => {
  const client = new MerchantClient(service, await createMerchant(postgres));
  let stop = false;
  const stores = new Set<string | null>();
  const pay = async (): Promise<void> => {
    while (!stop) {
      const answer = await client.post("/api/v1/payments", { amountMinor: 7, currency: "EUR" });
      expect(answer.status).toBe(201);
      const { status } = await client.get(`/api/v1/payments/${answer.json.id}`);
      expect(status).toBe(200);
      stores.add(storeOf(answer));
    }
  };
  const clients = Array.from({ length: 4 }, pay);
  const untilStore = async (store: string): Promise<void> => {
    stores.clear();
    await until(`the limit to be in ${store}`, () => stores.has(store));
  };
  await untilStore("redis");
  await redis.kill();
  await untilStore("local");
  await untilRedisIs("DEGRADED");
  await redis.resume();
  await untilStore("redis");
  redis.freeze();
  await untilStore("local");
  redis.thaw();
  await untilStore("redis");
  stop = true;
  await Promise.all(clients);
  await untilRedisIs("UP");
});

test("without Redis the limit still holds", async () => {
  await redis.kill();
  try {
    await untilRedisIs("DEGRADED");
    const client = new MerchantClient(limited, await createMerchant(postgres));
    const answers = await Promise.all(Array.from({ length: 3 * LIMIT }, () => client.get("/api/v1/payments")));
    expect(answers.every((answer) => storeOf(answer) === "local")).toBe(true);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
  } finally {
    await redis.resume();
    await untilRedisIs("UP");
  }
});

test("only a payment that can't change any more is read from Redis, and only by its merchant", async () => {
  const client = new MerchantClient(service, await createMerchant(postgres));
  const path = await client.newPayment(MANUAL_PAYMENT);
  const kept = async (): Promise<unknown[]> =>
    (await redis.command("KEYS", `payment:${client.merchant.merchantId}:*`)) as unknown[];
  const expectRead = async (members: object): Promise<void> => {
    expect(await client.read(path)).toMatchObject(members);
    expect(await client.read(path)).toMatchObject(members);
  };
  await expectRead({ status: "requires_capture" });
  await client.post(`${path}/capture`);
  await expectRead({ status: "succeeded", refundedMinor: 0 });
  await client.post(`${path}/refunds`, { amountMinor: 50 });
  await expectRead({ refundedMinor: 50 });
  expect(await kept()).toEqual([]);
  await client.post(`${path}/refunds`);
  const fromDatabase = (await client.get(path)).text;
  await until("the payment to be kept", async () => (await kept()).length === 1);
  expect((await client.get(path)).text).toBe(fromDatabase);

  // To show that it is read from there.
  const key = String((await kept())[0]);
  const text = String(await redis.command("GET", key));
  await redis.command("SET", key, text.replace('"description":null', '"description":"from Redis"'));
  expect((await client.read(path)).description).toBe("from Redis");
  await redis.command("SET", key, "{}");
  expect((await client.get(path)).text).toBe(fromDatabase);

  const other = new MerchantClient(service, await createMerchant(postgres));
  expect((await other.get(path)).status).toBe(404);
});
