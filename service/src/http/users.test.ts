import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { errorOf } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { addUser, createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

const PASSWORD = "correct horse battery";

let server: PostgresServer;
let service: TestService;
let admin: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function newMerchant(): Promise<void> {
  admin = await createMerchant(server);
}

const newUser = (role: string): object => ({ email: `${randomUUID()}@example.com`, password: PASSWORD, role });

async function statusOfLogin(email: string): Promise<number> {
  const answer = await service.request("/api/v1/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  return answer.status;
}

test("an admin makes a user, who can log in, gets another role, and is disabled", async () => {
  await newMerchant();
  const { status, json, text } = await service.send("POST", "/api/v1/users", admin, newUser("operator"));
  expect([status, json.role, json.status]).toEqual([201, "operator", "active"]);
  expect(text).not.toContain("assword");
  expect((await service.get(`/api/v1/users/${json.id}`, admin)).json).toEqual(json);
  expect(await statusOfLogin(json.email)).toBe(200);

  const viewer = await service.send("PATCH", `/api/v1/users/${json.id}`, admin, { role: "viewer" });
  expect([viewer.json.role, viewer.json.status]).toEqual(["viewer", "active"]);
  await service.send("PATCH", `/api/v1/users/${json.id}`, admin, { status: "disabled" });
  expect(await statusOfLogin(json.email)).toBe(401);
  await service.send("PATCH", `/api/v1/users/${json.id}`, admin, { status: "active" });
  expect(await statusOfLogin(json.email)).toBe(200);
});

test("an email belongs to one user, however it is written", async () => {
  await newMerchant();
  const user = { ...newUser("viewer"), email: `${randomUUID()}@example.com` };
  expect((await service.send("POST", "/api/v1/users", admin, user)).status).toBe(201);
  const again = { ...user, email: user.email.toUpperCase() };
  expect(errorOf(await service.send("POST", "/api/v1/users", admin, again))).toEqual([409, "email_taken", "email"]);
});

test("the list gives each user once, page by page", async () => {
  await newMerchant();
  for (let i = 0; i < 4; i++) await addUser(server, admin.merchantId, "viewer");
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await service.get(`/api/v1/users?limit=2${cursor ? `&cursor=${cursor}` : ""}`, admin);
    seen.push(...page.json.data.map(({ id }) => id));
    cursor = page.json.nextCursor;
  }
  expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
});

test("a merchant never loses its last admin, even if two disable each other at once", async () => {
  for (let round = 0; round < 5; round++) {
    await newMerchant();
    const other = await addUser(server, admin.merchantId, "admin");
    const disable = (who: Principal, by: Principal) =>
      service.send("PATCH", `/api/v1/users/usr_${who.userId.replaceAll("-", "")}`, by, { status: "disabled" });
    const answers = await Promise.all([disable(admin, other), disable(other, admin)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const last = answers.find(({ status }) => status === 409)!;
    expect(last.json.error).toMatchObject({ code: "last_admin", param: "id" });
  }
});

test.each([
  ["email", { email: "no address" }],
  ["email", { email: "a@example.com\0" }],
  ["password", { password: "too short" }],
  ["role", { role: "root" }],
  ["merchantId", { merchantId: randomUUID() }],
])("names the field that is at fault: %s in %j", async (param, part) => {
  await newMerchant();
  const answer = await service.send("POST", "/api/v1/users", admin, { ...newUser("viewer"), ...part });
  expect(errorOf(answer)).toEqual([400, "request_invalid", param]);
});
