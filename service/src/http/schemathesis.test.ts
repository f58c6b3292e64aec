import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixturesOf } from "../testing/merchant-fixtures.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { runSchemathesis } from "../testing/schemathesis/schemathesis.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

const DEADLINE_MS = 10 * 60_000;

let server: PostgresServer;
let service: TestService;
let directory: string;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
  directory = mkdtempSync(join(tmpdir(), "schemathesis-"));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test(
  "the API does what its OpenAPI document says, to valid, invalid and stateful requests",
  { timeout: DEADLINE_MS },
  async () => {
    const merchant = await createMerchant(server);
    const { ids } = await fixturesOf(service, merchant);
    const { failed, report } = await runSchemathesis({
      url: `${service.url}/openapi.json`,
      accessToken: service.token(merchant),
      ids,
      examples: 3,
      seed: 1,
      directory,
    });
    expect(failed, report).toBe(false);
    expect(report).toMatch(/Tested: \d{2,}/);
  },
);
