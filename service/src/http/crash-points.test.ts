import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Endpoint } from "../testing/endpoint.ts";
import { MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { ServiceProcess } from "../testing/service-process.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

const KEY = "the key";
/** The lease of what a killed process worked on ends soon. */
const VARIABLES = { PROVIDER_TIMEOUT_MS: "200", LOG_LEVEL: "silent" };

let directory: string;
let server: PostgresServer;
/** Another task, which lives on. */
let survivor: TestService;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "service-crash-"));
  execFileSync(process.execPath, [join(import.meta.dirname, "../../build.mjs"), directory]);
  server = await startMigratedPostgres();
  survivor = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await survivor[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

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
];

interface Crash {
  readonly step: string;
  readonly table: string;
  /** Killed before the step is committed, or after that and before the process hears of it. */
  readonly moment: "before" | "after";
}

/** Sends the request to a process of its own, which is killed at the step. */
async function crashAt({ step, table, moment }: Crash, send: (url: string) => Promise<unknown>): Promise<void> {
  await using endpoint = await Endpoint.open(server.connection.port);
  await using task = await ServiceProcess.start({
    bundle: directory,
    connection: { ...server.connection, port: endpoint.port },
    caFile: server.caFile,
    jwtSecret: survivor.jwtSecret,
    variables: VARIABLES,
  });
  const holder = await server.connect();
  await holder.query(`begin; lock table ${table} in share row exclusive mode`);
  const answer = send(task.url).then(
    () => "answered",
    () => "cut off",
  );
  const atStep = async (): Promise<string[]> => {
    const found = await server.query<{ state: string }>(
      `select coalesce(wait_event_type, '') as state from pg_stat_activity
       where state = 'active' and query like '%${step}(%' and pid <> pg_backend_pid()`,
    );
    return found.map(({ state }) => state);
  };
  await until(`${step} to wait`, async () => (await atStep()).includes("Lock"));
  if (moment === "before") {
    task.kill();
    expect(await answer).toBe("cut off");
    // The server finds out that its client is gone when it answers; nothing is committed before the lock is released.
    await server.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like '%${step}(%' and wait_event_type = 'Lock'`,
    );
    await holder.end();
    return;
  }
  endpoint.silence();
  await holder.query("commit");
  await holder.end();
  await until(`${step} to end`, async () => (await atStep()).length === 0);
  task.kill();
  expect(await answer).toBe("cut off");
}

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
    await crashAt(crash, (url) =>
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
