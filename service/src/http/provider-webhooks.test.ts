import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { signWebhook } from "../domain/webhook-signature.ts";
import { providerWebhookJob } from "../jobs/provider-webhook-job.ts";
import { openDatabase } from "../postgres/database.ts";
import { createProviderWebhookStore } from "../postgres/provider-webhook-store.ts";
import { errorOf } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import type { ProviderWebhook } from "../usecases/provider-webhook-ports.ts";

const SECRETS = ["whsec_of_the_provider", "whsec_before"];

let server: PostgresServer;
let service: TestService;
let handled: string[];
let isBroken: boolean;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4, {
    providerSecrets: { simulator: SECRETS, unheard: SECRETS },
    providerHandlers: { simulator: handle },
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(() => {
  handled = [];
  isBroken = false;
});

async function handle({ eventId }: ProviderWebhook): Promise<void> {
  if (isBroken) throw new TypeError("not now");
  handled.push(eventId);
}

const eventOf = (id: string): string => JSON.stringify({ id, type: "charge.succeeded", data: { amount: 1050 } });

interface Sending {
  readonly secret?: string;
  readonly at?: Date;
  readonly provider?: string;
  readonly signed?: string;
  readonly header?: string;
}

function send(body: string, sending: Sending = {}): Promise<Answer> {
  const { secret = SECRETS[0]!, at = new Date(), provider = "simulator", signed = body } = sending;
  return service.request(`/api/v1/provider-webhooks/${provider}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "stripe-signature": sending.header ?? signWebhook(signed, [secret], at),
    },
    body,
  });
}

const outcome = ({ text }: Answer): unknown => (JSON.parse(text) as { outcome: unknown }).outcome;

test("an event is handled once, however often and by how many it is told", async () => {
  const id = randomUUID();
  expect(outcome(await send(eventOf(id)))).toBe("handled");
  const again = await Promise.all([1, 2, 3].map(() => send(eventOf(id), { secret: SECRETS[1]! })));
  expect(again.map(outcome)).toEqual(["duplicate", "duplicate", "duplicate"]);
  expect(handled).toEqual([id]);
});

test.each<[string, Sending]>([
  ["signed by somebody else", { secret: "whsec_other" }],
  ["signed for another body", { signed: eventOf("other") }],
  ["replayed after five minutes", { at: new Date(Date.now() - 301_000) }],
  ["signed for the future", { at: new Date(Date.now() + 320_000) }],
  ["of a provider that nobody knows", { provider: "unknown" }],
  ["of a provider with the name of a member that all objects have", { provider: "constructor" }],
  ["without a signature", { header: "" }],
  ["with a signature of another form", { header: "t=1,v0=00" }],
])("one that is %s is refused and not recorded", async (_what, sending) => {
  const id = randomUUID();
  expect(errorOf(await send(eventOf(id), sending))).toEqual([400, "webhook_signature_invalid", "signature"]);
  expect(await server.query(`select from provider_webhooks where event_id = '${id}'`)).toEqual([]);
  expect(handled).toEqual([]);
});

test.each(["", "{", "[]", "null", '{"id":"x"}', '{"id":1,"type":"x"}', '{"id":"","type":"x"}'])(
  "a signed body that is no event is refused: %s",
  async (body) => {
    expect((await send(body)).status).toBe(400);
  },
);

test("first deliveries that come at once are handled by one of them; the others say that it is recorded", async () => {
  const id = randomUUID();
  const outcomes = await Promise.all(Array.from({ length: 6 }, async () => outcome(await send(eventOf(id)))));
  expect(handled).toEqual([id]);
  expect(outcomes.filter((each) => each === "handled")).toHaveLength(1);
  expect(new Set(outcomes)).not.toContain(undefined);
});

test("one that comes while it is handled waits for nobody, and isn't handled again by anyone", async () => {
  const id = randomUUID();
  const other = await openDatabase(server.connection, 2);
  const store = createProviderWebhookStore(other);
  const webhook = { provider: "simulator", eventId: id, type: "charge.succeeded", payload: eventOf(id) };
  expect(await store.claim(webhook, 60_000)).toBe("claimed");
  expect(outcome(await send(eventOf(id)))).toBe("recorded");
  await providerWebhookJob(service.providerWebhooks, 0).run();
  expect(handled).toEqual([]);
  // Whoever claimed it is dead, and its lease over.
  await server.query(`update provider_webhooks set next_attempt_at = now() where event_id = '${id}'`);
  await providerWebhookJob(service.providerWebhooks, 0).run();
  expect(handled).toEqual([id]);
  expect(outcome(await send(eventOf(id)))).toBe("duplicate");
  await other.close();
});

test("what can't be handled at once is kept, and handled later", async () => {
  isBroken = true;
  const id = randomUUID();
  expect(outcome(await send(eventOf(id)))).toBe("recorded");
  expect(handled).toEqual([]);
  isBroken = false;
  const job = providerWebhookJob(service.providerWebhooks, 0);
  await job.run();
  await job.run();
  expect(handled).toEqual([id]);
});

test("what a provider without a handler tells is kept until there is one, and is in nobody's way", async () => {
  const id = randomUUID();
  expect(outcome(await send(eventOf(id), { provider: "unheard" }))).toBe("recorded");
  await providerWebhookJob(service.providerWebhooks, 0).run();
  const unhandled = `select from provider_webhooks where event_id = '${id}' and handled_at is null`;
  expect(await server.query(unhandled)).toHaveLength(1);
  const handlers = { ...service.providerWebhooks.handlers, unheard: handle };
  await providerWebhookJob({ ...service.providerWebhooks, handlers }, 0).run();
  expect(handled).toEqual([id]);
  expect(await server.query(unhandled)).toEqual([]);
});

test("a number with the form of a card's doesn't keep a signed event out, and says nothing before the signature", async () => {
  const body = JSON.stringify({ id: randomUUID(), type: "charge.succeeded", trace: "4242424242424242" });
  const forged = await send(body, { secret: "whsec_other" });
  expect(errorOf(forged)).toEqual([400, "webhook_signature_invalid", "signature"]);
  expect(outcome(await send(body))).toBe("handled");
});

test("events that always fail keep no younger one back, and are tried again when their lease is over", async () => {
  isBroken = true;
  const ids = Array.from({ length: 21 }, () => randomUUID());
  for (const id of ids) expect(outcome(await send(eventOf(id)))).toBe("recorded");
  const tried: string[] = [];
  const simulator = async ({ eventId }: ProviderWebhook): Promise<void> => {
    tried.push(eventId);
    if (eventId !== ids.at(-1)) throw new TypeError("never");
  };
  const job = providerWebhookJob({ ...service.providerWebhooks, handlers: { simulator } }, 0);
  expect(await job.run()).toBe(true);
  expect(await job.run()).toBe(false);
  expect(tried).toEqual(ids);
  await server.query(`update provider_webhooks set next_attempt_at = now() where next_attempt_at > now()`);
  await job.run();
  expect(new Set(tried.slice(21))).toEqual(new Set(ids.slice(0, 20)));
});
