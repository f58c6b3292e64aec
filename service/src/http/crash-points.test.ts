import { afterAll, beforeAll, expect, test } from "vitest";
import { CrashSite } from "../testing/crash-site.ts";
import { MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, type Answer, type TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

const KEY = "the key";

let server: PostgresServer;
let survivor: TestService;
let site: CrashSite;

beforeAll(async () => {
  site = await CrashSite.open();
  ({ server, survivor } = site);
});
afterAll(() => site[Symbol.asyncDispose]());

interface Case {
  readonly kind: string;
  /** Before the request; undefined if there is no payment yet. */
  readonly prepared: object | undefined;
  readonly path: (payment: string) => string;
  readonly body: object;
  readonly timeline: readonly string[];
}

const CASES: readonly Case[] = [
  {
    kind: "charge",
    prepared: undefined,
    path: () => "/api/v1/payments",
    body: { amountMinor: 1050, currency: "EUR" },
    timeline: ["created", "authorized", "captured"],
  },
  {
    kind: "capture",
    prepared: MANUAL_PAYMENT,
    path: (payment) => `${payment}/capture`,
    body: {},
    timeline: ["created", "authorized", "captured"],
  },
  {
    kind: "refund",
    prepared: { amountMinor: 1050, currency: "EUR" },
    path: (payment) => `${payment}/refunds`,
    body: { amountMinor: 400 },
    timeline: ["created", "authorized", "captured", "refunded"],
  },
];

/** What happens between a request and its answer, and where each can be held up: by a lock on what it writes. */
const STEPS = [
  { step: "begin_operations", table: "provider_operations" },
  { step: "simulator.perform", table: "simulator.operations" },
  { step: "settle_operations", table: "postings" },
] as const;

async function expectOnce({ kind, timeline }: Case, client: MerchantClient, payment: string): Promise<void> {
  const charges = await server.query<{ outcome: string }>(
    `select s.outcome from simulator.operations s join provider_operations o on o.id::text = s.key
     where s.kind = '${kind}' and o.merchant_id = '${client.merchant.merchantId}'`,
  );
  expect(charges.map(({ outcome }) => outcome)).toEqual(["succeeded"]);
  expect((await client.timeline(payment)).map(([type]) => type)).toEqual(timeline);
  const postings = timeline.filter((type) => type === "captured" || type === "refunded").length * 2;
  expect((await survivor.export(client.merchant)).at(-1)).toMatchObject({ payments: 1, postings });
}

const CRASHES = CASES.flatMap((each) =>
  STEPS.flatMap((step) => (["before", "after"] as const).map((moment) => ({ ...each, ...step, moment }))),
);

test.each(CRASHES)(
  "a $kind killed $moment $step is committed is completed by the same request: once at the provider, in the ledger and the timeline",
  async (crash) => {
    const client = new MerchantClient(survivor, await createMerchant(server));
    const prepared = crash.prepared && (await client.newPayment(crash.prepared));
    const path = crash.path(prepared ?? "");
    const { step, table, moment } = crash;
    await site.crashAt({ barriers: [{ statement: `${step}(`, table }], moment }, (url) =>
      fetch(url + path, {
        method: "POST",
        headers: {
          authorization: `Bearer ${survivor.token(client.merchant)}`,
          "idempotency-key": KEY,
          "content-type": "application/json",
        },
        body: JSON.stringify(crash.body),
      }),
    );
    const again = await until<Answer | undefined>("the request to be completed", async () => {
      const next = await client.post(path, crash.body, KEY);
      expect([200, 201, 409, 503], next.text).toContain(next.status);
      return next.status < 300 ? next : undefined;
    });
    await expectOnce(crash, client, prepared ?? `/api/v1/payments/${again.json.id}`);
    expect((await client.post(path, crash.body, KEY)).text).toBe(again.text);
  },
);
