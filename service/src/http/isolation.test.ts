import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { ROLE_PERMISSIONS, ROLES, type Permission } from "../domain/access.ts";
import { operationsOf, type ApiOperation } from "../testing/api-operations.ts";
import { fixturesOf } from "../testing/merchant-fixtures.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

/** Whoever isn't logged in may call these. */
const PUBLIC = [
  "GET /api/v1/errors/{code}",
  "POST /api/v1/auth/login",
  "POST /api/v1/auth/refresh",
  "POST /api/v1/auth/logout",
  "POST /api/v1/provider-webhooks/{provider}",
];

let server: PostgresServer;
let service: TestService;
let operations: readonly ApiOperation[];
let owner: Principal;
let stranger: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
  operations = operationsOf((await service.request("/openapi.json")).text);
  owner = await createMerchant(server);
  stranger = await createMerchant(server);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** As often as a busy machine makes the service shed load. */
function asked(ask: () => Promise<Answer>): Promise<Answer> {
  return until("an answer that is not 503", async () => {
    const answer = await ask();
    return answer.status === 503 ? undefined : answer;
  });
}

test("every route requires a permission, but for those that are public on purpose", async () => {
  const open = operations.filter(({ permission }) => permission === undefined).map(({ name }) => name);
  expect(open.filter((name) => !name.includes(" /api/v1/actuator/") && name !== "GET /health")).toEqual(PUBLIC);
  for (const { method, path, permission } of operations) {
    if (permission === undefined) continue;
    const { status } = await asked(() => service.request(path.replaceAll(/\{\w+\}/g, "x"), { method }));
    expect(status, `${method} ${path}`).toBe(401);
  }
});

test.each(ROLES)("a route refuses the role %s exactly if the role has not its permission", async (role) => {
  const principal = { ...owner, role };
  for (const { name, method, path, permission } of operations) {
    if (permission === undefined) continue;
    const { status, json } = await asked(() => service.send(method, path.replaceAll(/\{\w+\}/g, "x"), principal));
    const refused = status === 403 && json.error.code === "forbidden";
    expect(refused, name).toBe(!ROLE_PERMISSIONS[role].includes(permission as Permission));
  }
});

test("no route gives or changes what is another merchant's", async () => {
  const fixtures = await fixturesOf(service, owner);
  const secrets = Object.values(fixtures.ids);
  // So that the stranger could do everything, with what is his.
  await fixturesOf(service, stranger);
  let crossed = 0;
  for (const { name, method, path, permission, takesBody } of operations) {
    if (permission === undefined) continue;
    const own = fixtures.fill(path);
    const body = takesBody ? fixtures.body(name) : undefined;
    const answer = await asked(() => service.send(method, own + fixtures.query(name), stranger, body));
    if (own !== path) {
      crossed++;
      expect([name, answer.status]).toEqual([name, 404]);
    } else {
      expect(answer.status, `${name} must be called with a valid request: ${answer.text}`).toBeLessThan(300);
    }
    for (const secret of secrets) expect(answer.text, name).not.toContain(secret);
  }
  expect(crossed).toBeGreaterThanOrEqual(8);
  expect(await fixtures.unchanged()).toBe(true);
});

test("what is another merchant's is answered as what does not exist", async () => {
  const fixtures = await fixturesOf(service, owner);
  for (const { name, method, path, permission, takesBody } of operations) {
    if (permission === undefined || !path.includes("{")) continue;
    const body = takesBody ? fixtures.body(name) : undefined;
    const foreign = await asked(() => service.send(method, fixtures.fill(path), stranger, body));
    const unknown = await asked(() => service.send(method, fixtures.fillUnknown(path), stranger, body));
    const { requestId: _1, ...a } = foreign.json.error;
    const { requestId: _2, ...b } = unknown.json.error;
    expect([name, foreign.status, a]).toEqual([name, unknown.status, b]);
  }
});
