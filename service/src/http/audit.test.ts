import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy } from "../testing/refused-by.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

interface Entry {
  readonly action: string;
  readonly subjectId: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly actor: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
}
interface Verification {
  readonly isIntact: boolean;
  readonly problem: { readonly position: number | null; readonly entryId: string | null; readonly message: string };
  readonly position: number;
  readonly hash: string;
  readonly unsealed: number;
}

let server: PostgresServer;
let service: TestService;
let merchant: Principal;
let client: MerchantClient;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  merchant = await createMerchant(server);
  client = new MerchantClient(service, merchant);
});

async function entries(query = ""): Promise<Entry[]> {
  const { text } = await client.get(`/api/v1/audit-entries?limit=100${query}`);
  return (JSON.parse(text) as { data: Entry[] }).data.toReversed();
}

async function verify(query = ""): Promise<Verification> {
  return JSON.parse((await client.get(`/api/v1/audit-entries/verification${query}`)).text) as Verification;
}

async function seal(): Promise<void> {
  while (await service.audit.seal());
}

/** As the tables' owner, who can switch the triggers off. */
async function tamper(statement: string): Promise<void> {
  const tables = ["audit_entries", "audit_seals"];
  const toggle = (how: string): string => tables.map((name) => `alter table ${name} ${how} trigger all;`).join("");
  await server.query(`begin; ${toggle("disable")} ${statement}; ${toggle("enable")} commit`);
}

const OWN = (): string => `merchant_id = '${merchant.merchantId}'`;

test("every change is there with who made it, in which request and trace", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = {
    authorization: `Bearer ${service.token(merchant)}`,
    "content-type": "application/json",
    "idempotency-key": "order-1",
    "x-request-id": "req_mine",
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  };
  const body = JSON.stringify({ amountMinor: 1050, currency: "EUR" });
  const { json } = await service.request("/api/v1/payments", { method: "POST", headers, body });
  await client.post(`/api/v1/payments/${json.id}/refunds`, { amountMinor: 50 });
  const [user, created, settled, changed, refund] = await entries();
  expect(user).toMatchObject({ action: "user.created", actor: null });
  const actor = `user:${merchant.userId}`;
  expect(created).toMatchObject({ action: "payment.created", actor, requestId: "req_mine", traceId });
  expect(created?.details).toMatchObject({ status: "processing", amountMinor: 1050, refundedMinor: 0 });
  expect(settled).toMatchObject({ action: "payment.changed", actor, requestId: "req_mine", traceId });
  expect(settled?.details).toMatchObject({ status: "succeeded", capturedMinor: 1050 });
  expect(created?.subjectId.replaceAll("-", "")).toBe(json.id.slice("pay_".length));
  expect(changed).toMatchObject({ action: "payment.changed", actor, details: { refundedMinor: 50 } });
  expect(refund).toMatchObject({ action: "refund.created", actor });
  expect(await entries("&action=refund.created")).toEqual([refund]);
  expect(await entries(`&subjectId=${created?.subjectId}`)).toEqual([created, settled, changed]);
});

test("what an API key does is the key's, and no secret is in the log", async () => {
  const { text } = await client.post("/api/v1/api-keys", { name: "Shop server" });
  const { key } = JSON.parse(text) as { key: string };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": "order-1" };
  const body = JSON.stringify({ amountMinor: 1050, currency: "EUR" });
  await service.request("/api/v1/payments", { method: "POST", headers, body });
  const [, made, payment] = await entries();
  expect(payment?.actor).toBe(`api_key:${made?.subjectId}`);
  await server.query(`update users set password_hash = 'another secret' where id = '${merchant.userId}'`);
  const all = JSON.stringify(await entries());
  expect(all).toContain("user.password_changed");
  for (const secret of [key, "hash", "another secret"]) expect(all).not.toContain(secret);
});

test("a change that is rolled back leaves no entry", async () => {
  const before = await entries();
  await server.query(`begin; update users set role = 'viewer' where id = '${merchant.userId}'; rollback`);
  expect(await entries()).toEqual(before);
});

test("nobody can change or remove an entry or a seal", async () => {
  await client.newPayment();
  await seal();
  for (const table of ["audit_entries", "audit_seals"]) {
    expect(await refusedBy(server, `delete from ${table}`)).toBe(`${table}_immutable`);
    expect(await refusedBy(server, `update ${table} set merchant_id = gen_random_uuid()`)).toBe(`${table}_immutable`);
    expect(await refusedBy(server, `truncate ${table}`)).toBe(`${table}_immutable`);
  }
});

test("an untouched log is intact, also against what was noted of it before", async () => {
  for (let payment = 0; payment < 3; payment++) await client.newPayment();
  expect(await verify()).toMatchObject({ isIntact: true, position: 0, unsealed: 7 });
  await seal();
  const noted = await verify();
  expect(noted).toMatchObject({ isIntact: true, problem: null, position: 7, unsealed: 0 });
  await client.newPayment();
  await seal();
  expect(await verify(`?position=${noted.position}&hash=${noted.hash}`)).toMatchObject({ isIntact: true, position: 9 });
  expect((await client.get("/api/v1/audit-entries/verification?position=1")).status).toBe(400);
});

/** The second seal's entry. */
const SECOND = (): string => `id = (select entry_id from audit_seals where ${OWN()} and position = 2)`;

test.each<[string, () => string, number | null, RegExp]>([
  ["details", () => `update audit_entries set details = '{}' where ${OWN()} and ${SECOND()}`, 2, /changed/],
  ["actor", () => `update audit_entries set context = '{"actor":"x"}' where ${OWN()} and ${SECOND()}`, 2, /changed/],
  [
    "time",
    () => `update audit_entries set occurred_at = occurred_at + interval '1 us' where ${OWN()} and ${SECOND()}`,
    2,
    /changed/,
  ],
  ["an entry that is deleted", () => `delete from audit_entries where ${OWN()} and ${SECOND()}`, 2, /deleted/],
  [
    "an entry that is deleted with its seal",
    () =>
      `delete from audit_entries where ${OWN()} and ${SECOND()}; delete from audit_seals where ${OWN()} and position = 2`,
    3,
    /position 2 is gone/,
  ],
  [
    "an entry that is put in afterwards",
    () =>
      `insert into audit_entries (merchant_id, transaction, action, subject_id, details)
       values ('${merchant.merchantId}', '1', 'payment.created', gen_random_uuid(), '{}')`,
    null,
    /put in afterwards/,
  ],
])("tampering is found: %s", async (_what, statement, position, message) => {
  for (let payment = 0; payment < 3; payment++) await client.newPayment();
  await seal();
  expect((await verify()).isIntact).toBe(true);
  await tamper(statement());
  const { isIntact, problem } = await verify();
  expect([isIntact, problem.position]).toEqual([false, position]);
  expect(problem.message).toMatch(message);
});

test("a log that is cut off or made anew is found out by what was noted of it", async () => {
  for (let payment = 0; payment < 3; payment++) await client.newPayment();
  await seal();
  const { position, hash } = await verify();
  const noted = `?position=${position}&hash=${hash}`;
  await tamper(
    `update audit_entries set details = '{}' where ${OWN()} and ${SECOND()}; delete from audit_seals where ${OWN()}`,
  );
  await tamper(`update audit_progress set transaction = '0', entry_id = 0`);
  // The sealer makes the chain anew, of all merchants; the seals of the others are known already.
  await tamper(`delete from audit_seals`);
  await seal();
  expect((await verify()).isIntact).toBe(true);
  expect((await verify(noted)).problem.message).toMatch(/is another now/);
  const tail = `from audit_seals where ${OWN()} and position >= ${position}`;
  await tamper(`delete from audit_entries where ${OWN()} and id in (select entry_id ${tail}); delete ${tail}`);
  expect((await verify(noted)).problem.message).toMatch(/is gone/);
});

test("an entry whose transaction ends late is sealed then, and holds up no payment", async () => {
  const slow = await server.connect();
  await slow.query(`begin; update users set role = 'viewer' where id = '${merchant.userId}'`);
  await client.newPayment();
  await seal();
  const during = await verify();
  expect([during.isIntact, during.position + during.unsealed]).toEqual([true, 3]);
  await slow.query("commit");
  await slow.end();
  await client.newPayment();
  await seal();
  expect(await verify()).toMatchObject({ isIntact: true, position: 6, unsealed: 0 });
});

test("several sealers under load make one chain that holds every entry", async () => {
  let isWriting = true;
  const sealer = async (): Promise<void> => {
    while (isWriting) await service.audit.seal();
  };
  const sealers = [sealer(), sealer(), sealer()];
  const writer = async (): Promise<void> => {
    for (let payment = 0; payment < 15; payment++) await client.newPayment();
  };
  await Promise.all([writer(), writer(), writer(), writer()]);
  isWriting = false;
  await Promise.all(sealers);
  await seal();
  expect(await verify()).toMatchObject({ isIntact: true, position: 121, unsealed: 0 });
});
