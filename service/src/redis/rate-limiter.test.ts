import { afterAll, beforeAll, expect, test } from "vitest";
import type { RateLimiter } from "../usecases/ports.ts";
import { RedisServer } from "../testing/redis-server.ts";
import { until } from "../testing/until.ts";
import { LocalRateLimiter } from "./local-rate-limiter.ts";
import { RedisLink } from "./redis-link.ts";
import { createSharedRateLimiter } from "./shared-rate-limiter.ts";

const NEVER: RateLimiter = {
  take: async () => {
    throw new RangeError("Redis should have decided");
  },
};

let server: RedisServer;
const links: RedisLink[] = [];

beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(async () => {
  for (const link of links) link.close();
  await server[Symbol.asyncDispose]();
});

async function openLink(): Promise<RedisLink> {
  const link = RedisLink.open({ host: "127.0.0.1", port: server.port, password: server.password, tls: false });
  links.push(link);
  await until("the link to be up", () => link.isUp);
  return link;
}

test("a caller gets its limit at once, then as fast as it refills; others are not affected", async () => {
  let now = 5_000;
  const limiter = new LocalRateLimiter(() => now);
  const take = (caller = "a") => limiter.take(caller, { limit: 4, periodMs: 1_000 });
  const first = [await take(), await take(), await take(), await take()];
  expect(first.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
    [true, 3],
    [true, 2],
    [true, 1],
    [true, 0],
  ]);
  expect(await take()).toEqual({ allowed: false, remaining: 0, retryAfterMs: 250, resetMs: 1_000, store: "local" });
  expect((await take("b")).allowed).toBe(true);
  now += 249;
  expect((await take()).allowed).toBe(false);
  now += 1;
  expect((await take()).allowed).toBe(true);
  now += 10_000;
  expect(await take()).toMatchObject({ allowed: true, remaining: 3, resetMs: 250 });
});

test("Redis decides as the domain does", async () => {
  const limiter = createSharedRateLimiter(await openLink(), NEVER);
  const policy = { limit: 5, periodMs: 3_600_000 };
  const local = new LocalRateLimiter(() => 0);
  for (let request = 0; request < 7; request++) {
    const shared = await limiter.take("same", policy);
    const { allowed, remaining, retryAfterMs, resetMs } = await local.take("same", policy);
    expect(shared).toMatchObject({ allowed, remaining, store: "redis" });
    // Time passes in Redis and not here.
    expect(Math.abs(shared.resetMs - resetMs)).toBeLessThan(60_000);
    expect(Math.abs(shared.retryAfterMs - retryAfterMs)).toBeLessThan(60_000);
  }
  const short = { limit: 2, periodMs: 100 };
  await limiter.take("short", short);
  await limiter.take("short", short);
  await until("the limit to refill", async () => (await limiter.take("short", short)).allowed);
});

test("tasks share the limit, also when they ask at the same time", async () => {
  const tasks = [await openLink(), await openLink()].map((link) => createSharedRateLimiter(link, NEVER));
  const policy = { limit: 10, periodMs: 3_600_000 };
  const decisions = await Promise.all(Array.from({ length: 30 }, (_, n) => tasks[n % 2]!.take("shared", policy)));
  expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(10);
});

test("what is kept of a caller is gone once it doesn't matter any more", async () => {
  const limiter = createSharedRateLimiter(await openLink(), NEVER);
  await limiter.take("passing", { limit: 10, periodMs: 1_000 });
  expect(await server.command("PTTL", "rate:passing")).toBeLessThanOrEqual(1_000);
  await until("the key to expire", async () => (await server.command("EXISTS", "rate:passing")) === 0);
});
