import { afterAll, beforeAll, expect, test } from "vitest";
import { RunningService } from "../testing/running-service.ts";
import { answer, createApiClient, type ApiClient } from "./client.ts";
import type {
  AccessToken,
  CaptureMethod,
  ErrorBody,
  Payment,
  PaymentEvent,
  PaymentEventType,
  PaymentPage,
  PaymentStatus,
  paths,
  Refund,
} from "./schema.ts";

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

let service: RunningService;
let document: Document;
let api: ApiClient;
let token: string | undefined;
let signedOut = 0;

beforeAll(async () => {
  service = await RunningService.start();
  document = (await (await fetch(`${service.url}/openapi.json`)).json()) as Document;
  api = createApiClient({ baseUrl: service.url, accessToken: () => token, onSignedOut: () => signedOut++ });
  const { email, password } = service;
  ({ accessToken: token } = await answer(api.POST("/api/v1/auth/login", { body: { email, password } })));
});
afterAll(() => service[Symbol.asyncDispose]());

/** Fails to compile when a member of the union is missing or is none of it. */
const all = <T extends string>(members: Record<T, true>): string[] => Object.keys(members);

const PAYMENT: Payment = {
  id: "pay_1",
  status: "succeeded",
  captureMethod: "automatic",
  amountMinor: 1,
  currency: "EUR",
  description: "Order",
  capturedMinor: 1,
  refundedMinor: 0,
  createdAt: "2026-11-24T10:00:00.000Z",
  paymentMethod: "pm_card_visa",
  statementDescriptor: "SHOP 4711",
  metadata: {},
  nextAction: { type: "redirect_to_url", url: "/" },
  lastError: { code: "c", message: "m" },
  authorizedUntil: "2026-11-24T10:00:00.000Z",
  customerId: "cus_1",
  paymentMethodId: "pmt_1",
};
const REFUND: Refund = {
  id: "re_1",
  paymentId: "pay_1",
  status: "succeeded",
  amountMinor: 1,
  currency: "EUR",
  reason: "Returned",
  createdAt: "2026-11-24T10:00:00.000Z",
};
const EVENT: PaymentEvent = {
  id: "evt_1",
  paymentId: "pay_1",
  type: "refunded",
  amountMinor: 1,
  currency: "EUR",
  refundId: "re_1",
  createdAt: "2026-11-24T10:00:00.000Z",
};
const TOKEN: AccessToken = {
  accessToken: "token",
  tokenType: "Bearer",
  expiresIn: 1,
  refreshToken: "token",
  refreshExpiresIn: 1,
};
const PAGE: PaymentPage = { data: [PAYMENT], nextCursor: "cursor" };
const ERROR: ErrorBody["error"] = {
  type: "t",
  code: "c",
  message: "m",
  param: "p",
  declineCode: "d",
  paymentId: "p",
  requestId: "r",
  docUrl: "d",
};
/** Members that may be null; the types above say so too. */
const NULLABLE = [
  ...["description", "reason", "refundId", "nextCursor", "paymentMethod", "statementDescriptor"],
  ...["nextAction", "lastError", "authorizedUntil", "customerId", "paymentMethodId"],
];

test.each<[string, object]>([
  ["Payment", PAYMENT],
  ["Refund", REFUND],
  ["PaymentEvent", EVENT],
  ["AccessToken", TOKEN],
  ["PaymentPage", PAGE],
])("%s has the members and types that the service documents", (name, sample) => {
  const { properties = {}, required = [] } = document.components.schemas[name] ?? {};
  expect(Object.keys(properties).toSorted()).toEqual(Object.keys(sample).toSorted());
  expect([...required].toSorted()).toEqual(Object.keys(sample).toSorted());
  for (const [member, value] of Object.entries(sample)) {
    const types = typesOf(properties[member]);
    expect(types.includes("null"), member).toBe(NULLABLE.includes(member));
    expect(types, member).toContain(jsonType(value));
  }
});

test("an error has the members that the service documents", () => {
  const { properties = {}, required = [] } = document.components.schemas.Error?.properties?.error ?? {};
  expect(Object.keys(properties).toSorted()).toEqual(Object.keys(ERROR).toSorted());
  expect(required).not.toContain("param");
});

test("statuses, capture methods and event types are all of the service's", () => {
  const enumOf = (schema: string, member: string): readonly string[] =>
    document.components.schemas[schema]?.properties?.[member]?.enum ?? [];
  expect(enumOf("Payment", "status").toSorted()).toEqual(
    all<PaymentStatus>({
      canceled: true,
      processing: true,
      requires_action: true,
      requires_capture: true,
      requires_confirmation: true,
      requires_payment_method: true,
      succeeded: true,
    }),
  );
  expect(enumOf("Payment", "captureMethod").toSorted()).toEqual(all<CaptureMethod>({ automatic: true, manual: true }));
  expect(enumOf("PaymentEvent", "type").toSorted()).toEqual(
    all<PaymentEventType>({
      action_required: true,
      authorized: true,
      canceled: true,
      captured: true,
      created: true,
      declined: true,
      expired: true,
      refunded: true,
      voided: true,
    }),
  );
});

test.each<[keyof paths, string, string, string[]]>([
  ["/api/v1/auth/login", "post", "200", []],
  ["/api/v1/auth/refresh", "post", "200", []],
  [
    "/api/v1/payments",
    "get",
    "200",
    ["limit", "cursor", "createdfrom", "createdbefore", "status", "currency", "customerid"],
  ],
  ["/api/v1/payments", "post", "201", ["idempotency-key"]],
  ["/api/v1/payments/{id}", "get", "200", ["id"]],
  ["/api/v1/payments/{id}/capture", "post", "200", ["id", "idempotency-key"]],
  ["/api/v1/payments/{id}/void", "post", "200", ["id", "idempotency-key"]],
  ["/api/v1/payments/{id}/refunds", "get", "200", ["id"]],
  ["/api/v1/payments/{id}/refunds", "post", "201", ["id", "idempotency-key"]],
  ["/api/v1/payments/{id}/events", "get", "200", ["id"]],
])("%s has %s, answering %s, with the parameters %j", (path, method, status, parameters) => {
  const operation = document.paths[path]?.[method];
  expect(Object.keys(operation?.responses ?? {})).toContain(status);
  const names = operation?.parameters?.map(({ name }) => name.toLowerCase()) ?? [];
  expect(names.toSorted()).toEqual(parameters.toSorted());
});

test("every call of the client gets from the running service what its type promises", async () => {
  const newKey = (): { "Idempotency-Key": string } => ({ "Idempotency-Key": crypto.randomUUID() });
  const create = (captureMethod: CaptureMethod): Promise<Payment> =>
    answer(
      api.POST("/api/v1/payments", {
        params: { header: newKey() },
        body: { amountMinor: 1050, currency: "EUR", description: null, captureMethod },
      }),
    );
  const { id } = await create("manual");
  const params = { path: { id }, header: newKey() };
  const captured = await answer(api.POST("/api/v1/payments/{id}/capture", { params, body: { amountMinor: 800 } }));
  expect(captured).toMatchObject({ status: "succeeded", capturedMinor: 800 } satisfies Partial<Payment>);
  const refund = await answer(
    api.POST("/api/v1/payments/{id}/refunds", {
      params: { path: { id }, header: newKey() },
      body: { amountMinor: 300, reason: "Returned" },
    }),
  );
  expect(refund).toMatchObject({ paymentId: id, amountMinor: 300, reason: "Returned" } satisfies Partial<Refund>);
  const other = await create("manual");
  const voided = await answer(
    api.POST("/api/v1/payments/{id}/void", { params: { path: { id: other.id }, header: newKey() }, body: {} }),
  );
  expect(voided.status).toBe("canceled");
  const payment = await answer(api.GET("/api/v1/payments/{id}", { params: { path: { id } } }));
  expect(payment).toEqual({ ...captured, refundedMinor: 300 });
  const page = await answer(api.GET("/api/v1/payments", { params: { query: { limit: 1 } } }));
  expect(page.data).toEqual([voided]);
  const cursor = page.nextCursor ?? "";
  const next = await answer(api.GET("/api/v1/payments", { params: { query: { limit: 1, cursor } } }));
  expect(next).toEqual({ data: [payment], nextCursor: null });
  const refunds = await answer(api.GET("/api/v1/payments/{id}/refunds", { params: { path: { id } } }));
  expect(refunds.data).toEqual([refund]);
  const events = await answer(api.GET("/api/v1/payments/{id}/events", { params: { path: { id } } }));
  expect(events.data.map(({ type, refundId }) => [type, refundId])).toEqual([
    ["created", null],
    ["authorized", null],
    ["captured", null],
    ["refunded", refund.id],
  ]);
});

test("a refusal comes with the field, and a bad token ends the session", async () => {
  const refused = answer(
    api.POST("/api/v1/payments", {
      params: { header: { "Idempotency-Key": "key" } },
      body: { amountMinor: 0, currency: "EUR", description: null, captureMethod: "automatic" },
    }),
  );
  await expect(refused).rejects.toMatchObject({ outcome: "refused", code: "request_invalid", param: "amountMinor" });
  const { email } = service;
  const wrong = answer(api.POST("/api/v1/auth/login", { body: { email, password: "wrong" } }));
  await expect(wrong).rejects.toMatchObject({ outcome: "refused", code: "credentials_invalid" });
  const valid = token;
  token = "forged";
  signedOut = 0;
  await expect(answer(api.GET("/api/v1/payments"))).rejects.toMatchObject({ outcome: "signed-out" });
  expect(signedOut).toBe(1);
  token = valid;
});

function typesOf(schema: JsonSchema | undefined): (string | undefined)[] {
  return (schema?.anyOf ?? [schema]).flatMap((each) => each?.type);
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "number" ? "integer" : typeof value;
}
