import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { startMigratedPostgres, TestService } from "../testing/test-service.ts";

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

test("the page of the API shows this service's document, and may load nothing from elsewhere", async () => {
  const page = await service.request("/docs");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page.text).toContain("/openapi.json");
  const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);
  expect(sources).toEqual(["js/scalar.js"]);
  const script = await service.request(`/docs/${sources[0]}`);
  expect([script.status, script.headers.get("content-type")]).toEqual([200, "application/javascript; charset=utf-8"]);
  expect(script.text.length).toBeGreaterThan(1_000_000);

  const policy = page.headers.get("content-security-policy")!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe/);
  const scripts = [...page.text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, text]) => text!);
  const inline = scripts.filter((text) => text.trim() !== "");
  expect(inline).toHaveLength(1);
  expect(policy).toContain(createHash("sha256").update(inline[0]!).digest("base64"));
});
