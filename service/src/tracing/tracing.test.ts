import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { OtlpCollector, type CollectedSpan } from "../testing/otlp-collector.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { RedisServer } from "../testing/redis-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { startTracing } from "./start-tracing.ts";

const PARENT = "00f067aa0ba902b7";
const PAYMENT = { amountMinor: 1050, currency: "EUR", description: "told to nobody" };

let server: PostgresServer;
let redis: RedisServer;
let service: TestService;
let merchant: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  redis = await RedisServer.start();
  const connection = { host: "127.0.0.1", port: redis.port, password: redis.password, tls: false };
  service = await TestService.start(server.connection, 8, { redis: connection });
  merchant = await createMerchant(server);
  await until("Redis to be up", async () => {
    const { headers } = await service.get("/api/v1/payments", merchant);
    return headers.get("x-ratelimit-store") === "redis";
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

interface Tracing {
  readonly collector: OtlpCollector;
  /** All spans that ended so far reach the collector. */
  readonly stop: () => Promise<void>;
}

async function trace(sampleRatio = 1): Promise<Tracing> {
  const collector = await OtlpCollector.start();
  const end = startTracing({ endpoint: `${collector.endpoint}/`, environment: "test", sampleRatio });
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => (ended ??= end());
  onTestFinished(async () => {
    await stop();
    await collector[Symbol.asyncDispose]();
  });
  return { collector, stop };
}

function pay(traceId: string, flags = "01", body: object = PAYMENT): ReturnType<TestService["request"]> {
  const headers = {
    authorization: `Bearer ${service.token(merchant)}`,
    "content-type": "application/json",
    "idempotency-key": traceId,
    traceparent: `00-${traceId}-${PARENT}-${flags}`,
  };
  return service.request("/api/v1/payments", { method: "POST", headers, body: JSON.stringify(body) });
}

const newTraceId = (): string => randomBytes(16).toString("hex");
const named = (spans: readonly CollectedSpan[], name: string): CollectedSpan | undefined =>
  spans.find((span) => span.name === name);

test("a payment is one trace from the caller through Redis and the provider to SQL, which has no values in it", async () => {
  const { collector, stop } = await trace();
  const traceId = newTraceId();
  expect((await pay(traceId)).status).toBe(201);
  await stop();
  const spans = collector.of(traceId);
  const request = named(spans, "POST /api/v1/payments");
  expect(request).toMatchObject({
    parentSpanId: PARENT,
    attributes: {
      "http.route": "/api/v1/payments",
      "http.response.status_code": 201,
      "merchant.id": merchant.merchantId,
    },
  });
  expect(named(spans, "EVALSHA")).toMatchObject({ parentSpanId: request?.spanId });
  const provider = named(spans, "simulator charge");
  expect(provider).toMatchObject({ parentSpanId: request?.spanId, attributes: { "payment.outcome": "succeeded" } });
  const texts = spans.flatMap(({ attributes, parentSpanId }) => {
    const text = attributes["db.query.text"] as string | undefined;
    return text === undefined ? [] : [{ text, parentSpanId }];
  });
  for (const [name, parentSpanId] of [
    ["begin_operations", request?.spanId],
    ["simulator.perform", provider?.spanId],
    ["settle_operations", request?.spanId],
  ]) {
    expect(texts).toContainEqual({ text: expect.stringContaining(`${name}($1`) as string, parentSpanId });
  }
  expect(collector.text).toContain("payment-service");
  expect(collector.text).not.toContain(PAYMENT.description);
});

test("what is done for several requests together links to the trace of each", async () => {
  const { collector, stop } = await trace();
  const traceIds = Array.from({ length: 24 }, newTraceId);
  await Promise.all(traceIds.map((traceId) => pay(traceId)));
  await stop();
  const alone = traceIds.filter((traceId) =>
    collector.of(traceId).some(({ attributes }) => String(attributes["db.query.text"]).includes("begin_operations")),
  );
  const batches = collector.spans.filter(({ name }) => name === "batch begin_operations");
  const linked = batches.flatMap(({ links }) => links.map((link) => link.traceId));
  expect([...alone, ...linked].toSorted()).toEqual(traceIds.toSorted());
  expect(batches.length).toBeGreaterThan(0);
  for (const { spanId, links, attributes } of batches) {
    expect(attributes["batch.size"]).toBe(links.length);
    expect(collector.spans.some((span) => span.parentSpanId === spanId && span.name === "SELECT")).toBe(true);
  }
});

test("errors are marked by their code, those of the service as failed", async () => {
  const { collector, stop } = await trace();
  const [refused, failed] = [newTraceId(), newTraceId()];
  expect((await pay(refused, "01", { ...PAYMENT, amountMinor: -1 })).status).toBe(400);
  await server.kill();
  expect((await pay(failed)).status).toBe(503);
  await server.resume();
  await stop();
  expect(named(collector.of(refused), "POST /api/v1/payments")).toMatchObject({
    attributes: { "error.type": "request_invalid" },
    status: { code: 0 },
  });
  expect(named(collector.of(failed), "POST /api/v1/payments")).toMatchObject({
    attributes: { "error.type": "database_unavailable" },
    status: { code: 2 },
  });
});

test("a caller that doesn't record its trace decides so; of those that begin here the ratio is recorded", async () => {
  const { collector, stop } = await trace(0);
  const [recorded, unrecorded] = [newTraceId(), newTraceId()];
  expect((await pay(unrecorded, "00")).status).toBe(201);
  expect((await pay(recorded, "01")).status).toBe(201);
  expect((await service.createPayment(merchant)).status).toBe(201);
  await stop();
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([recorded]));
});

test("a collector that is down changes nothing for who pays", async () => {
  const { collector, stop } = await trace();
  await collector[Symbol.asyncDispose]();
  expect((await pay(newTraceId())).status).toBe(201);
  await stop();
});
