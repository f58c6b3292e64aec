import { afterAll, beforeAll, expect, test } from "vitest";
import { fixturesOf } from "../testing/merchant-fixtures.ts";
import { MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

interface Operation {
  readonly parameters?: readonly (Schema & { readonly name: string; readonly schema: Schema })[];
  readonly requestBody?: { readonly required: boolean; readonly content: { "application/json": { schema: Schema } } };
}
interface Schema {
  readonly examples?: unknown;
  readonly example?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, { readonly examples?: readonly object[] }> };
}

let server: PostgresServer;
let service: TestService;
let document: Document;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
  document = JSON.parse((await service.request("/openapi.json")).text) as Document;
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A payment that the change may be made of. */
const PREPARED: Readonly<Record<string, object>> = {
  refunds: { amountMinor: 1050, currency: "EUR" },
  confirm: { amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_visa", confirm: false },
};

test("a body may be left out where the document says so, and nowhere else", async () => {
  const client = new MerchantClient(service, await createMerchant(server));
  const writes = Object.entries(document.paths).filter(
    ([path, methods]) => methods.post && path.startsWith("/api/v1/payments"),
  );
  expect(writes.map(([path]) => path.replace("/api/v1", ""))).toEqual([
    "/payments",
    "/payments/{id}/capture",
    "/payments/{id}/void",
    "/payments/{id}/confirm",
    "/payments/{id}/cancel",
    "/payments/{id}/refunds",
    "/payments/{id}/simulated-action",
  ]);
  for (const [path, { post }] of writes) {
    const change = path.split("/").at(-1)!;
    const payment = await client.newPayment(PREPARED[change] ?? MANUAL_PAYMENT);
    const { status } = await client.post(path.replace("/api/v1/payments/{id}", payment));
    expect(status, path).toBe(post?.requestBody?.required ? 400 : change === "refunds" ? 201 : 200);
  }
});

test("a body that no other operation needs may be left out too", async () => {
  const merchant = await createMerchant(server);
  const fixtures = await fixturesOf(service, merchant);
  const optional = Object.entries(document.paths).filter(
    ([path, { post }]) => !path.startsWith("/api/v1/payments") && post?.requestBody?.required === false,
  );
  expect(optional.map(([path]) => path)).toContain("/api/v1/customers");
  for (const [path] of optional) {
    const { status } = await service.post(fixtures.fill(path), merchant);
    expect([200, 201], path).toContain(status);
  }
});

test("the examples have the members of the real answers, in their order", async () => {
  const client = new MerchantClient(service, await createMerchant(server));
  const path = await client.newPayment();
  const refund = (await client.post(`${path}/refunds`)).json;
  const [event] = (await client.read(`${path}/events`)).data;
  const real = { Payment: await client.read(path), Refund: refund, PaymentEvent: event! };
  for (const [name, answer] of Object.entries(real)) {
    const [example] = document.components.schemas[name]?.examples ?? [];
    expect(Object.keys(example ?? {}), name).toEqual(Object.keys(answer));
  }
});

test("everything that is sent or answered has an example", () => {
  const bare = (schema: Schema | undefined): boolean => !schema?.examples && !schema?.example && !schema?.enum;
  const sent = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters = [], requestBody }]) =>
      [
        ...Object.entries(requestBody?.content["application/json"]?.schema.properties ?? {}),
        ...parameters.map(({ name, schema, ...own }) => [name, { ...own, ...schema }] as const),
      ].map(([name, schema]) => ({ name: `${method} ${path} ${name}`, schema })),
    ),
  );
  expect(sent.length).toBeGreaterThan(100);
  expect(sent.filter(({ schema }) => bare(schema)).map(({ name }) => name)).toEqual([]);
  const answered = Object.entries(document.components.schemas);
  expect(answered.filter(([, schema]) => bare(schema)).map(([name]) => name)).toEqual([]);
});

test("every error leads to its explanation", async () => {
  const { json } = await service.request("/api/v1/payments");
  const explanation = await service.request(json.error.docUrl);
  expect([explanation.status, JSON.parse(explanation.text)]).toEqual([
    200,
    { code: json.error.code, type: json.error.type, status: 401, meaning: expect.stringMatching(/token/) as string },
  ]);
  expect((await service.request("/api/v1/errors/constructor")).status).toBe(404);
});
