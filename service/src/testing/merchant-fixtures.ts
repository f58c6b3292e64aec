import { randomUUID } from "node:crypto";
import type { Principal } from "../domain/access.ts";
import { ServiceError } from "../domain/errors.ts";
import { settleDue } from "../usecases/settle-due.ts";
import type { TestService } from "./test-service.ts";

/** A valid body for every operation that takes one; a new operation needs one here. */
const BODIES: Readonly<Record<string, object>> = {
  "POST /api/v1/payments": { amountMinor: 1050, currency: "EUR" },
  "POST /api/v1/payments/{id}/capture": {},
  "POST /api/v1/payments/{id}/void": {},
  "POST /api/v1/payments/{id}/confirm": {},
  "POST /api/v1/payments/{id}/cancel": {},
  "POST /api/v1/payments/{id}/simulated-action": { succeeds: true },
  "POST /api/v1/payments/{id}/refunds": { amountMinor: 10 },
  "POST /api/v1/users": { password: "correct horse battery", role: "viewer" },
  "PATCH /api/v1/users/{id}": { role: "viewer" },
  "POST /api/v1/api-keys": { name: "Shop server" },
  "PUT /api/v1/approval-rules": { data: [] },
  "POST /api/v1/webhook-endpoints": { url: "http://127.0.0.1:1/hooks" },
  "PATCH /api/v1/webhook-endpoints/{id}": { ordered: true },
  "POST /api/v1/webhook-endpoints/{id}/secrets": {},
  "POST /api/v1/ledger/reconciliations": {
    from: "2026-11-25",
    to: "2026-11-25",
    csv: "type,paymentId,amountMinor,currency\n",
  },
  "POST /api/v1/customers": { name: "Ada Lovelace", email: "ada@example.com" },
  "PATCH /api/v1/customers/{id}": { name: "Somebody else" },
  "POST /api/v1/customers/{id}/payment-methods": { paymentMethod: "pm_card_mastercard" },
  "POST /api/v1/disputes/{id}/evidence": { text: "Delivered and signed for." },
  "POST /api/v1/payouts": { currency: "EUR", amountMinor: 10 },
};

/** What must follow the path of an operation that needs parameters in the query. */
const QUERIES: Readonly<Record<string, string>> = {
  "GET /api/v1/ledger/statement": "?account=merchant_pending&currency=EUR&from=2026-11-01&to=2026-11-30",
};

type Kind =
  | "payments"
  | "users"
  | "api-keys"
  | "webhook-endpoints"
  | "webhook-deliveries"
  | "approvals"
  | "customers"
  | "payment-methods"
  | "settlements"
  | "payouts"
  | "disputes";

/** One of each thing that a merchant can have. */
export interface MerchantFixtures {
  /** The id of each kind, by the path segment before it. */
  readonly ids: Readonly<Record<Kind, string>>;
  /** The path with the merchant's own ids. */
  fill(path: string): string;
  /** The path with ids that are well-formed and nobody's. */
  fillUnknown(path: string): string;
  body(operation: string): object;
  /** What follows the operation's path, if anything. */
  query(operation: string): string;
  /** Whether everything is as it was made. */
  unchanged(): Promise<boolean>;
}

export async function fixturesOf(service: TestService, merchant: Principal): Promise<MerchantFixtures> {
  const endpoint = await service.send("POST", "/api/v1/webhook-endpoints", merchant, {
    url: "http://127.0.0.1:1/hooks",
  });
  const refunded = await service.createPayment(merchant);
  const setRules = (data: object[]) => service.send("PUT", "/api/v1/approval-rules", merchant, { data });
  await setRules([{ kind: "refund", currency: "EUR", aboveMinor: 0 }]);
  const approval = await service.post(`/api/v1/payments/${refunded.json.id}/refunds`, merchant);
  await setRules([]);
  const payment = await service.createPayment(merchant, { amountMinor: 900, currency: "EUR", captureMethod: "manual" });
  const user = await service.send("POST", "/api/v1/users", merchant, {
    email: `${randomUUID()}@example.com`,
    password: "correct horse battery",
    role: "operator",
  });
  const key = await service.send("POST", "/api/v1/api-keys", merchant, { name: "Shop server" });
  const deliveries = await service.get(`/api/v1/webhook-endpoints/${endpoint.json.id}/deliveries`, merchant);
  const settlement = await settle(service, merchant);
  const payout = await service.post("/api/v1/payouts", merchant, { currency: "EUR", amountMinor: 10 });
  const dispute = await disputed(service, merchant);
  const customer = await service.post("/api/v1/customers", merchant, { email: `${randomUUID()}@example.com` });
  const methods = `/api/v1/customers/${customer.json.id}/payment-methods`;
  const method = await service.post(methods, merchant, { paymentMethod: "pm_card_visa" });
  const ids: Record<Kind, string> = {
    payments: payment.json.id,
    users: user.json.id,
    "api-keys": key.json.id,
    approvals: approval.json.id,
    "webhook-endpoints": endpoint.json.id,
    "webhook-deliveries": deliveries.json.data[0]!.id,
    settlements: settlement,
    payouts: payout.json.id,
    disputes: dispute,
    customers: customer.json.id,
    "payment-methods": method.json.id,
  };
  const state = async (): Promise<string> =>
    JSON.stringify(
      await Promise.all(Object.entries(ids).map(([kind, id]) => service.get(`/api/v1/${kind}/${id}`, merchant))),
      ["text", "status"],
    );
  const before = await state();
  return {
    ids,
    fill: (path) => path.replace("{id}", idFor(path, ids)),
    fillUnknown: (path) =>
      path.replace("{id}", idFor(path, ids).replace(/[0-9a-f]{32}$/, randomUUID().replaceAll("-", ""))),
    body: (operation) => {
      const body = BODIES[operation];
      if (!body) throw missing(operation, "BODIES");
      return operation === "POST /api/v1/users" ? { ...body, email: `${randomUUID()}@example.com` } : body;
    },
    query: (operation) => QUERIES[operation] ?? "",
    unchanged: async () => (await state()) === before,
  };
}

/** Captures a payment and settles it as if its day were over. */
async function settle(service: TestService, merchant: Principal): Promise<string> {
  await service.createPayment(merchant, { amountMinor: 2_000, currency: "EUR" });
  const soon = new Date(Date.now() + 2 * 86_400_000);
  while (await settleDue(service.books.settlements, { now: soon, delayDays: 1 }));
  return (await service.get("/api/v1/settlements", merchant)).json.data[0]!.id;
}

/** Takes a payment that its cardholder disputes, and hears of it. */
async function disputed(service: TestService, merchant: Principal): Promise<string> {
  const terms = { amountMinor: 700, currency: "EUR", paymentMethod: "pm_card_createDispute" };
  const payment = await service.createPayment(merchant, terms);
  for (const job of service.providerJobs) await job.run();
  return (await service.get(`/api/v1/disputes?paymentId=${payment.json.id}`, merchant)).json.data[0]!.id;
}

function idFor(path: string, ids: Readonly<Record<string, string>>): string {
  if (!path.includes("{")) return "";
  const kind = /^\/api\/v1\/([a-z-]+)\/\{id\}/.exec(path)?.[1] ?? "";
  const id = ids[kind];
  if (id === undefined) throw missing(path, "ids");
  return id;
}

function missing(what: string, where: string): ServiceError {
  return new ServiceError(
    "internal_error",
    `No test crosses merchants on ${what} yet; add what it needs to ${where} in testing/merchant-fixtures.ts.`,
  );
}
