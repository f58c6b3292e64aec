import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { verifyWebhook } from "../domain/webhook-signature.ts";
import { JobRunner } from "../jobs/job-runner.ts";
import { MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { WebhookReceiver, type ReceivedWebhook } from "../testing/webhook-receiver.ts";

interface Delivery {
  readonly id: string;
  readonly eventType: string;
  readonly state: string;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly attemptLog: readonly { readonly number: number; readonly status: number | null; readonly error: string }[];
}

const DEADLINE_MS = 30_000;

let server: PostgresServer;
let services: TestService[];
let runner: JobRunner;
let receiver: WebhookReceiver;
let client: MerchantClient;
let endpoint: { readonly id: string; readonly secret: string };

beforeAll(async () => {
  server = await startMigratedPostgres();
  const dispatcher = { intervalMs: 20 };
  services = [
    await TestService.start(server.connection, 4, { dispatcher }),
    await TestService.start(server.connection, 4, { dispatcher }),
  ];
  runner = new JobRunner({ warn: () => {} });
  runner.start(services.map(({ dispatcher }) => dispatcher));
});
afterAll(async () => {
  await runner.stop();
  for (const service of services) await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  receiver = await WebhookReceiver.start();
  client = new MerchantClient(services[0]!, await createMerchant(server));
  endpoint = await newEndpoint({});
});
afterEach(async () => {
  await send("DELETE", `/api/v1/webhook-endpoints/${endpoint.id}`);
  await receiver[Symbol.asyncDispose]();
});

function send(method: string, path: string, body?: object): Promise<Answer> {
  return services[0]!.send(method, path, client.merchant, body);
}

async function newEndpoint(body: object): Promise<{ id: string; secret: string }> {
  const { status, text } = await send("POST", "/api/v1/webhook-endpoints", { url: receiver.url, ...body });
  expect(status).toBe(201);
  return JSON.parse(text) as { id: string; secret: string };
}

async function deliveries(query = ""): Promise<Delivery[]> {
  const { text } = await client.get(`/api/v1/webhook-endpoints/${endpoint.id}/deliveries${query}`);
  return (JSON.parse(text) as { data: Delivery[] }).data.toReversed();
}

const states = async (): Promise<string[]> => (await deliveries()).map(({ state }) => state);

const received = (count: number): Promise<boolean> =>
  until(`${count} webhooks`, () => receiver.received.length >= count, DEADLINE_MS);

/** What waits for its next attempt need not wait. */
async function makeDue(): Promise<void> {
  await server.query(`update webhook_deliveries set next_attempt_at = now() where state = 'pending'`);
}

function verdict({ headers, body }: ReceivedWebhook, secret: string): string {
  return verifyWebhook(String(headers["payment-signature"]), body, [secret], new Date());
}

test("every change of a payment is told, signed, with the payment as it was then", async () => {
  const path = await client.newPayment(MANUAL_PAYMENT);
  await client.post(`${path}/capture`, { amountMinor: 1000 });
  const captured = await client.read(path);
  await client.post(`${path}/refunds`, { amountMinor: 300 });
  await received(4);
  const told = new Map(receiver.received.map((webhook) => [webhook.event.type, webhook]));
  expect([...told.keys()].toSorted()).toEqual(
    ["authorized", "captured", "created", "refunded"].map((type) => `payment.${type}`),
  );
  expect(told.get("payment.captured")?.event.data).toMatchObject({ amountMinor: 1000, payment: captured });
  expect(told.get("payment.refunded")?.event.data.payment).toEqual(await client.read(path));
  const { data } = await client.read(`${path}/events`);
  expect(receiver.ids().toSorted()).toEqual(data.map(({ id }) => id).toSorted());
  for (const webhook of receiver.received) {
    expect(verdict(webhook, endpoint.secret)).toBe("valid");
    expect(verdict(webhook, "whsec_other")).toBe("forged");
    expect(verdict({ ...webhook, body: `${webhook.body} ` }, endpoint.secret)).toBe("forged");
  }
  await until("all to be delivered", async () => (await states()).every((state) => state === "delivered"));
});

test("an endpoint is told what it asked for, of its own merchant; one that is disabled nothing", async () => {
  const other = new MerchantClient(services[0]!, await createMerchant(server));
  await send("PATCH", `/api/v1/webhook-endpoints/${endpoint.id}`, { eventTypes: ["payment.captured"] });
  await other.newPayment();
  await client.newPayment();
  await received(1);
  await send("PATCH", `/api/v1/webhook-endpoints/${endpoint.id}`, { status: "disabled" });
  await client.newPayment();
  await send("PATCH", `/api/v1/webhook-endpoints/${endpoint.id}`, { status: "enabled" });
  await client.newPayment();
  await received(2);
  expect(receiver.types()).toEqual(["payment.captured", "payment.captured"]);
  expect(await deliveries()).toHaveLength(2);
});

test("while a secret is rotated both sign; then only the new one does", async () => {
  const rotate = async (overlapSeconds: number): Promise<string> => {
    const { text } = await send("POST", `/api/v1/webhook-endpoints/${endpoint.id}/secrets`, { overlapSeconds });
    return (JSON.parse(text) as { secret: string }).secret;
  };
  const second = await rotate(3_600);
  await client.newPayment();
  await received(3);
  expect([verdict(receiver.received[0]!, endpoint.secret), verdict(receiver.received[0]!, second)]).toEqual([
    "valid",
    "valid",
  ]);
  receiver.received.length = 0;
  const third = await rotate(0);
  await client.newPayment();
  await received(3);
  const last = receiver.received[0]!;
  expect([endpoint.secret, second, third].map((secret) => verdict(last, secret))).toEqual([
    "forged",
    "forged",
    "valid",
  ]);
  expect((await client.get(`/api/v1/webhook-endpoints/${endpoint.id}`)).text).not.toContain("whsec_");
});

test("what fails is tried again ever later, given up on after three days, and sent again by hand", async () => {
  receiver.fail(503);
  await send("PATCH", `/api/v1/webhook-endpoints/${endpoint.id}`, { eventTypes: ["payment.captured"] });
  await client.newPayment();
  const delaysMs: number[] = [];
  for (let attempt = 1; attempt <= 4; attempt++) {
    if (attempt > 1) await makeDue();
    const [delivery] = await until(`attempt ${attempt}`, async () => {
      const found = await deliveries();
      const detail = JSON.parse((await client.get(`/api/v1/webhook-deliveries/${found[0]!.id}`)).text) as Delivery;
      return detail.attemptLog.length === attempt ? [detail] : undefined;
    });
    expect(delivery?.attemptLog.at(-1)).toMatchObject({ number: attempt, status: 503 });
    delaysMs.push(Date.parse(delivery?.nextAttemptAt ?? "") - Date.now());
  }
  delaysMs.forEach((delayMs, index) => {
    expect(delayMs).toBeGreaterThan(5_000 * 2 ** index * 0.75 - 3_000);
    expect(delayMs).toBeLessThan(5_000 * 2 ** index * 1.25);
  });
  await server.query(
    `update webhook_deliveries set give_up_at = now(), next_attempt_at = now() where state = 'pending'`,
  );
  await until("the delivery to be dead", async () => (await states())[0] === "dead");
  const [dead] = await deliveries("?state=dead");
  receiver.succeed();
  expect((await client.post(`/api/v1/webhook-deliveries/${dead!.id}/resend`)).status).toBe(200);
  await until("the delivery", async () => (await states())[0] === "delivered");
  expect(new Set(receiver.ids()).size).toBe(1);
});

test("where order is asked for, a payment's events wait for the one before, and other payments don't", async () => {
  await send("PATCH", `/api/v1/webhook-endpoints/${endpoint.id}`, { ordered: true });
  const first = await client.newPayment(MANUAL_PAYMENT);
  await received(2);
  const id = first.slice("/api/v1/payments/".length);
  receiver.answer = (response, { body }) => void response.writeHead(body.includes(id) ? 500 : 204).end();
  receiver.received.length = 0;
  await client.post(`${first}/capture`);
  await client.post(`${first}/refunds`);
  const second = await client.newPayment(MANUAL_PAYMENT);
  await client.post(`${second}/void`);
  await until(
    "the other payment's events",
    () => receiver.received.filter(({ body }) => !body.includes(id)).length >= 3,
  );
  const own = (): string[] => receiver.received.filter(({ body }) => body.includes(id)).map(({ event }) => event.type);
  expect(new Set(own())).toEqual(new Set(["payment.captured"]));
  receiver.succeed();
  await makeDue();
  await until("all to be delivered", async () => (await states()).every((state) => state === "delivered"));
  expect(own().slice(-2)).toEqual(["payment.captured", "payment.refunded"]);
});

test("two tasks that dispatch at once send each event once", async () => {
  for (let payment = 0; payment < 20; payment++) await client.newPayment();
  await until("all to be delivered", async () => {
    const found = await deliveries("?limit=100");
    return found.length === 60 && found.every(({ state }) => state === "delivered");
  });
  expect([receiver.received.length, new Set(receiver.ids()).size]).toEqual([60, 60]);
});

test("a change that is rolled back is never told", async () => {
  const id = (await client.newPayment(MANUAL_PAYMENT)).slice("/api/v1/payments/pay_".length);
  await received(2);
  await server.query(
    `begin; update payments set status = 'canceled' where id = '${id}'; select 1 / (select count(*) from payment_events where payment_id = '${id}' and type = 'voided'); rollback`,
  );
  expect(await deliveries()).toHaveLength(2);
});
