import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { PAYMENT_TRANSITIONS } from "../domain/payment-transitions.ts";
import {
  CAPTURE_METHODS,
  initialStatus,
  PAYMENT_STATUSES,
  type CaptureMethod,
  type PaymentStatus,
} from "../domain/payment.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy } from "../testing/refused-by.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

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

const TERMS = { amountMinor: 1050, currency: "EUR", captureMethod: "manual" };
const BODIES: Readonly<Record<PaymentStatus, object>> = {
  requires_payment_method: { ...TERMS, paymentMethod: null },
  requires_confirmation: { ...TERMS, paymentMethod: "pm_card_visa", confirm: false },
  requires_action: { ...TERMS, paymentMethod: "pm_card_authenticationRequired" },
  processing: { ...TERMS, paymentMethod: "pm_card_pending" },
  requires_capture: TERMS,
  succeeded: TERMS,
  canceled: TERMS,
};

/** The primary key of a new payment of 10.50 EUR in the status. */
async function paymentIn(status: PaymentStatus): Promise<string> {
  await service.createPayment(merchant, BODIES[status]);
  const { json } = await service.get("/api/v1/payments?limit=1", merchant);
  const { id } = json.data[0]!;
  const path = `/api/v1/payments/${id}`;
  if (status === "succeeded") await service.post(`${path}/capture`, merchant);
  if (status === "canceled") await service.post(`${path}/void`, merchant);
  expect((await service.get(path, merchant)).json.status).toBe(status);
  return `'${merchant.merchantId}', '${id.slice("pay_".length)}'`;
}

const update = (key: string, change: string): string =>
  `update payments set ${change} where (merchant_id, id) = (${key})`;
const posting = (key: string, sequence: number, account: string, amount: number): string =>
  `insert into postings values (${key}, ${sequence}, 'EUR', '${account}', ${amount}, now())`;
const entry = (key: string, sequence: number, amount: number): string =>
  `${posting(key, sequence, "provider_clearing", amount)}, (${key}, ${sequence + 1}, 'EUR', 'merchant_pending', ${-amount}, now())`;
const refund = (key: string, amount: number, id = "gen_random_uuid()"): string =>
  `insert into refunds (merchant_id, payment_id, id, status, amount_minor, idempotency_key, created_at)
   values (${key}, ${id}, 'succeeded', ${amount}, 'k', now())`;

test("the database allows the transitions of the domain's table, and no others", async () => {
  // The first capture opens the merchant's accounts.
  await paymentIn("succeeded");
  for (const from of PAYMENT_STATUSES) {
    for (const to of PAYMENT_STATUSES) {
      if (from === to) continue;
      const key = await paymentIn(from);
      const captured = to === "succeeded" ? 1050 : 0;
      const statements = [
        update(
          key,
          `status = '${to}', captured_minor = ${captured}, action_url = ${to === "requires_action" ? "'/'" : "null"}`,
        ),
        ...(captured > 0 ? [entry(key, 1, captured)] : []),
      ];
      const legal = PAYMENT_TRANSITIONS[from].includes(to);
      const refused = await refusedBy(server, `begin; ${statements.join("; ")}; commit`);
      // What was captured can't shrink either, and that is found first.
      const expected = from === "succeeded" ? "payments_immutable" : "payment_transition";
      expect(refused, `${from} to ${to}`).toBe(legal ? undefined : expected);
    }
  }
});

test("a payment begins as the domain says, or as the release before it let one begin, and in no other way", async () => {
  const key = await paymentIn("succeeded");
  const begins = (captureMethod: CaptureMethod): (PaymentStatus | undefined)[] => [
    initialStatus(null, true),
    initialStatus("pm_1", true),
    initialStatus("pm_1", false),
    captureMethod === "automatic" ? "succeeded" : "requires_capture",
  ];
  for (const captureMethod of CAPTURE_METHODS) {
    for (const status of PAYMENT_STATUSES) {
      const captured = status === "succeeded" ? 1050 : 0;
      const insert = `insert into payments (merchant_id, id, status, capture_method, amount_minor, currency, captured_minor,
        idempotency_key, created_at, action_url) select merchant_id, gen_random_uuid(), '${status}', '${captureMethod}', 1050, 'EUR',
        ${captured}, 'k', now(), ${status === "requires_action" ? "'/'" : "null"} from payments where (merchant_id, id) = (${key})`;
      const refused = await refusedBy(server, insert);
      if (!begins(captureMethod).includes(status)) {
        expect(["payment_begins", "payment_transition", "payment_status_matches_amounts"], status).toContain(refused);
      } else {
        // Legal, but without its postings if it is captured.
        expect(refused, status).toBe(captured > 0 ? "payment_matches_postings" : undefined);
      }
    }
  }
});

test("the status says what was captured", async () => {
  const waiting = await paymentIn("requires_capture");
  expect(await refusedBy(server, update(waiting, "captured_minor = 1"))).toBe("payment_matches_postings");
  expect(await refusedBy(server, update(waiting, "captured_minor = 1050"))).toBe("payment_status_matches_amounts");
  expect(await refusedBy(server, update(waiting, "status = 'succeeded'"))).toBe("payment_status_matches_amounts");
  expect(await refusedBy(server, update(waiting, "refunded_minor = 1"))).toBe("refunded_within_captured");
  expect(await refusedBy(server, update(waiting, "capture_method = 'automatic'"))).toBe("payments_immutable");
  expect(await refusedBy(server, update(waiting, "capture_method = 'later'"))).toBe("payments_immutable");
  const canceled = await paymentIn("canceled");
  expect(await refusedBy(server, update(canceled, "captured_minor = 1"))).toBe("payment_status_matches_amounts");
});

test("a capture without its postings, or a second capture with them, is refused", async () => {
  const waiting = await paymentIn("requires_capture");
  const capture = update(waiting, "status = 'succeeded', captured_minor = 300");
  // The first capture opens the merchant's accounts.
  await paymentIn("succeeded");
  expect(await refusedBy(server, capture)).toBe("payment_matches_postings");
  expect(await refusedBy(server, entry(waiting, 1, 300))).toBe("payment_matches_postings");
  expect(await refusedBy(server, `begin; ${capture}; ${entry(waiting, 1, 300)}; commit`)).toBeUndefined();
  const more = `begin; ${update(waiting, "captured_minor = 400")}; ${entry(waiting, 3, 100)}; commit`;
  expect(await refusedBy(server, more)).toBe("payment_transition");
});

test("a refund is with the payment's amount and with postings, or not at all", async () => {
  const key = await paymentIn("succeeded");
  const amount = update(key, "refunded_minor = 100");
  const postings = entry(key, 3, -100);
  const all = (...statements: string[]): Promise<string | undefined> =>
    refusedBy(server, `begin; ${statements.join("; ")}; commit`);
  expect(await all(refund(key, 100))).toBe("refunds_match_payment");
  expect(await all(amount, postings)).toBe("refunds_match_payment");
  expect(await all(amount, refund(key, 100))).toBe("payment_matches_postings");
  expect(await all(amount, postings, refund(key, 99))).toBe("refunds_match_payment");
  expect(await all(amount, postings, refund(key, 100), refund(key, 1))).toBe("refunds_match_payment");
  expect(await all(amount, postings, refund(key, 100))).toBeUndefined();
});

test("never more is refunded than was captured, nothing, or less than nothing", async () => {
  const key = await paymentIn("succeeded");
  expect(await refusedBy(server, update(key, "refunded_minor = 1051"))).toBe("refunded_within_captured");
  for (const amount of [0, -1]) expect(await refusedBy(server, refund(key, amount))).toBe("refund_amount");
  const statements = [
    update(key, "refunded_minor = 101"),
    entry(key, 3, -101),
    ...Array.from({ length: 101 }, () => refund(key, 1)),
  ];
  expect(await refusedBy(server, `begin; ${statements.join("; ")}; commit`)).toBe("refunds_at_most_100");
});

test("a refund can't be changed, removed, doubled, or be of a payment that isn't there", async () => {
  const key = await paymentIn("succeeded");
  const id = key.split("'")[3]!;
  const { json } = await service.post(`/api/v1/payments/pay_${id}/refunds`, merchant, { amountMinor: 5 });
  const refundId = `'${json.id.slice("re_".length)}'`;
  expect(await refusedBy(server, `update refunds set amount_minor = 4 where id = ${refundId}`)).toBe(
    "refunds_immutable",
  );
  expect(await refusedBy(server, `delete from refunds where id = ${refundId}`)).toBe("refunds_immutable");
  expect(await refusedBy(server, "truncate refunds")).toBe("refunds_immutable");
  expect(await refusedBy(server, refund(key, 5, refundId))).toBe("refunds_pkey");
  const nowhere = `'${merchant.merchantId}', gen_random_uuid()`;
  expect(await refusedBy(server, refund(nowhere, 5))).toBe("refunds_merchant_id_payment_id_fkey");
});

test("a timeline can't be written, changed or shortened by hand, and follows a change made by hand", async () => {
  const key = await paymentIn("requires_capture");
  const forged = `insert into payment_events values (${key}, 9, 'captured', 1050, null, now())`;
  expect(await refusedBy(server, forged)).toBe("timeline_follows_payment");
  expect(await refusedBy(server, "update payment_events set amount_minor = 1")).toBe("payment_events_immutable");
  expect(await refusedBy(server, "delete from payment_events")).toBe("payment_events_immutable");
  expect(await refusedBy(server, "truncate payment_events")).toBe("payment_events_immutable");
  await server.query(update(key, "status = 'canceled'"));
  const events = `select type, amount_minor::int from payment_events where (merchant_id, payment_id) = (${key}) order by sequence`;
  expect((await server.query<{ type: string }>(events)).map(({ type }) => type)).toEqual([
    "created",
    "authorized",
    "voided",
  ]);
});

test("a timeline never goes back, though the clocks of the tasks differ", async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  await server.query(
    `select create_payment('${merchant.merchantId}', 'ahead', sha256('x'), gen_random_uuid(), 'requires_capture', 'manual', 1050,
      'EUR', null, 0, '${tomorrow}', '{}', '{}', 201::smallint, '{}')`,
  );
  const path = `/api/v1/payments/${(await service.get("/api/v1/payments", merchant)).json.data[0]!.id}`;
  await service.post(`${path}/capture`, merchant);
  await service.post(`${path}/refunds`, merchant);
  const times = (await service.get(`${path}/events`, merchant)).json.data.map(({ createdAt }) => createdAt);
  expect(times).toEqual([tomorrow, tomorrow, tomorrow, tomorrow]);
});
