import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  tuple,
} from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MerchantClient } from "../testing/merchant-client.ts";
import { MODEL_METHODS, PaymentModel, sum, type ModelRequest } from "../testing/payment-model.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";

/** The same sequences every time, unless `npm run soak` asks for others. */
const SEED = Number(process.env.SOAK_SEED ?? 20_261_124);
const SEQUENCES = Number(process.env.SOAK_SEQUENCES ?? 60);
/** A machine that is busy with all tests at once takes seconds for one. */
const TIMEOUT_MS = SEQUENCES * 10_000;
const REQUESTS_MAX = 25;

let server: PostgresServer;
let service: TestService;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

// Few keys, payments and amounts, so that they meet.
const key = integer({ min: 1, max: 20 }).map((n) => `key-${n}`);
const payment = integer({ min: 0, max: 6 });
const amountMinor = integer({ min: 1, max: 6 });
const created = (
  n: number,
  captureMethod: "automatic" | "manual",
  paymentMethod: string | null = MODEL_METHODS.approved,
) =>
  record({
    op: constant("create" as const),
    key: constant(`first-${n}`),
    amountMinor,
    captureMethod: constant(captureMethod),
    paymentMethod: constant(paymentMethod as typeof MODEL_METHODS.approved | null),
  });
/** The one of the first whose cardholder is asked; few others are. */
const ASKED = 4;
/** So that the changes have something to change. */
const first = tuple(
  created(1, "manual"),
  created(2, "manual"),
  created(3, "automatic"),
  created(4, "manual"),
  created(5, "automatic", MODEL_METHODS.asked),
  created(6, "manual", null),
);
const method = constantFrom(...Object.values(MODEL_METHODS));
const create = record(
  {
    op: constant("create" as const),
    key,
    amountMinor,
    captureMethod: constantFrom("automatic", "manual"),
    paymentMethod: oneof(method, constant(null)),
    confirm: boolean(),
  },
  { requiredKeys: ["op", "key", "amountMinor"] },
);
const change = oneof(
  record(
    { op: constant("capture" as const), key, payment, amountMinor, final: boolean() },
    { requiredKeys: ["op", "key", "payment"] },
  ),
  record({ op: constant("refunds" as const), key, payment, amountMinor }, { requiredKeys: ["op", "key", "payment"] }),
  record(
    { op: constant("confirm" as const), key, payment, paymentMethod: method },
    { requiredKeys: ["op", "key", "payment"] },
  ),
  record({ op: constant("void" as const), key, payment }),
  record({ op: constant("cancel" as const), key, payment }),
  record({
    op: constant("simulated-action" as const),
    key,
    payment: oneof(payment, constant(ASKED)),
    succeeds: boolean(),
  }),
);
/** A new request, or one of those before, sent again. */
const step = oneof(
  { weight: 2, arbitrary: create },
  { weight: 6, arbitrary: change },
  { weight: 3, arbitrary: record({ again: nat(REQUESTS_MAX) }) },
);

function toRequests(steps: readonly (ModelRequest | { readonly again: number })[]): ModelRequest[] {
  const requests: ModelRequest[] = [];
  for (const step of steps) {
    const next = "again" in step ? requests[step.again % requests.length] : step;
    if (next) requests.push(next);
  }
  return requests;
}

/** Sends requests as the model numbers them, and looks at what became of them. */
class Sequence {
  readonly #client: MerchantClient;
  readonly #paths: string[] = [];

  constructor(client: MerchantClient) {
    this.#client = client;
  }

  async send({ key, op, ...request }: ModelRequest): Promise<Answer> {
    if (!("payment" in request)) {
      const answer = await this.#client.post("/api/v1/payments", { currency: "EUR", ...request }, key);
      const id = answer.status === 402 ? answer.json.error.paymentId : answer.json.id;
      const path = `/api/v1/payments/${id}`;
      if ((answer.status === 201 || answer.status === 402) && !this.#paths.includes(path)) this.#paths.push(path);
      return answer;
    }
    const { payment, ...body } = request;
    const path = this.#paths[payment] ?? `/api/v1/payments/pay_${String(payment).padStart(32, "0")}`;
    return this.#client.post(`${path}/${op}`, body, key);
  }

  async expectState({ payments }: PaymentModel): Promise<void> {
    expect(this.#paths).toHaveLength(payments.length);
    for (const [index, path] of this.#paths.entries()) {
      const { amountMinor, status, capturedMinor, refunds, events, method } = payments[index]!;
      expect(await this.#client.read(path)).toMatchObject({
        ...{ amountMinor, status, capturedMinor, paymentMethod: method },
        refundedMinor: sum(refunds),
      });
      expect(await this.#client.timeline(path)).toEqual(events);
      const listed = (await this.#client.read(`${path}/refunds`)).data;
      expect(listed.map(({ amountMinor }) => amountMinor).toSorted()).toEqual(refunds.toSorted());
    }
    await this.#expectLedger(payments);
    await this.#expectProvider(payments);
  }

  /** What the provider's own books say it took less what it gave back, payment by payment, is what ours say. */
  async #expectProvider(payments: PaymentModel["payments"]): Promise<void> {
    const rows = await server.query<{ id: string; ledger: number; provider: number; open: number }>(
      `select 'pay_' || replace(p.id::text, '-', '') as id, coalesce((
           select sum(l.amount_minor) from postings l where l.merchant_id = p.merchant_id and l.payment_id = p.id
             and l.account = 'provider_clearing'), 0)::int as ledger,
         coalesce(sum(case when s.kind = 'refund' then -s.amount_minor else s.amount_minor end)
           filter (where s.outcome = 'succeeded'
             and (s.kind in ('capture', 'refund') or s.kind = 'charge' and s.capture_method = 'automatic')), 0)::int as provider,
         count(*) filter (where s.kind = 'charge' and s.outcome in ('requires_action', 'authenticated'))::int as open
       from payments p
       left join provider_operations o on o.merchant_id = p.merchant_id and o.payment_id = p.id
       left join simulator.operations s on s.key = o.id::text
       where p.merchant_id = '${this.#client.merchant.merchantId}' group by p.merchant_id, p.id`,
    );
    expect(new Map(rows.map(({ id, ...books }) => [`/api/v1/payments/${id}`, books]))).toEqual(
      new Map(
        payments.map(({ capturedMinor, refunds, action }, index) => {
          const moved = capturedMinor - sum(refunds);
          // Only one charge may still take money, and only while the payment waits for it.
          const open = action === "waiting" || action === "done" ? 1 : 0;
          return [this.#paths[index], { ledger: moved, provider: moved, open }];
        }),
      ),
    );
  }

  async #expectLedger(payments: PaymentModel["payments"]): Promise<void> {
    const moved = payments.map(({ capturedMinor, refunds }) => capturedMinor - sum(refunds));
    const lines = await service.export(this.#client.merchant);
    const cleared = lines
      .filter(({ account }) => account === "provider_clearing")
      .map(({ amountMinor }) => amountMinor);
    expect(sum(cleared)).toBe(sum(moved));
    const movements = payments.flatMap(({ captures, refunds }) => [...captures, ...refunds]);
    expect(lines.at(-1)).toMatchObject({
      payments: payments.length,
      refunds: payments.flatMap(({ refunds }) => refunds).length,
      postings: 2 * movements.length,
    });
    const balances = await server.query<{ account: string; balance: number }>(
      `select account, balance_minor::int as balance from ledger_accounts
       where merchant_id = '${this.#client.merchant.merchantId}' order by account`,
    );
    const total = sum(moved);
    expect(balances.map(({ balance }) => balance)).toEqual(movements.length > 0 ? [0 - total, total] : []);
  }
}

test(
  "whatever is sent in whatever order, keys reused: answers, payments, timelines and ledger are as the model says",
  async () => {
    const seen = new Map<string, number>();
    const sequences = asyncProperty(
      first,
      array(step, { maxLength: REQUESTS_MAX, size: "max" }),
      async (begin, steps) => {
        const model = new PaymentModel();
        const sequence = new Sequence(new MerchantClient(service, await createMerchant(server)));
        for (const next of toRequests([...begin, ...steps])) {
          const answer = await sequence.send(next);
          const expected = model.apply(next, answer);
          const given = answer.status >= 400 && answer.status !== 402 ? answer.json.error.code : "replayed";
          const wanted = "code" in expected ? expected.code : "replayed";
          expect([answer.status, given], JSON.stringify(next)).toEqual([expected.status, wanted]);
          if ("replayOf" in expected && expected.status !== 204) {
            expect(answer.headers.get("idempotent-replayed")).toBe(expected.replayOf === null ? null : "true");
            if (expected.replayOf !== null) expect(answer.text).toBe(expected.replayOf);
          }
          const kind = `${next.op} ${"code" in expected ? expected.code : expected.replayOf === null ? "done" : "replayed"}`;
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
        }
        await sequence.expectState(model);
      },
    );
    await assert(sequences, { seed: SEED, numRuns: SEQUENCES });
    // A sample that never got there would prove nothing about it.
    for (const op of ["create", "capture", "void", "refunds", "confirm", "cancel", "simulated-action"]) {
      expect([...seen.keys()]).toContain(`${op} done`);
    }
    for (const end of ["replayed", "idempotency_key_reused", "payment_state_invalid", "amount_too_large"]) {
      expect(
        [...seen.keys()].some((kind) => kind.endsWith(` ${end}`)),
        end,
      ).toBe(true);
    }
  },
  TIMEOUT_MS,
);
