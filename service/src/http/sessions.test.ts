import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { hashPassword } from "../domain/password.ts";
import { Endpoint } from "../testing/endpoint.ts";
import { errorOf } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";

const PASSWORD = "correct horse battery";

let server: PostgresServer;
let endpoint: Endpoint;
let service: TestService;
let user: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  endpoint = await Endpoint.open(server.connection.port);
  service = await TestService.start({ ...server.connection, port: endpoint.port }, 4);
  user = await createMerchant(server, "operator");
  await server.query(`update users set password_hash = '${await hashPassword(PASSWORD)}' where id = '${user.userId}'`);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await endpoint[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function send(path: string, body: object): Promise<Answer> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return service.request(`/api/v1/auth/${path}`, init);
}

/** A new session's refresh token. */
async function logIn(): Promise<string> {
  const email = `${user.userId}@payment-system.test`;
  return (await send("login", { email, password: PASSWORD })).json.refreshToken;
}

const refresh = (refreshToken: string): Promise<Answer> => send("refresh", { refreshToken });

const ENDED = [401, "refresh_token_invalid", "refreshToken"];

test("a refresh token gives a working access token and its own successor", async () => {
  let token = await logIn();
  for (let round = 0; round < 3; round++) {
    const { status, json } = await refresh(token);
    expect([status, json.refreshToken === token]).toEqual([200, false]);
    const headers = { authorization: `Bearer ${json.accessToken}` };
    expect((await service.request("/api/v1/payments", { headers })).status).toBe(200);
    token = json.refreshToken;
  }
});

test("a token that comes a second time ends the session for whoever has its successor", async () => {
  const stolen = await logIn();
  const other = await logIn();
  const successor = (await refresh(stolen)).json.refreshToken;
  expect(errorOf(await refresh(stolen))).toEqual(ENDED);
  expect(errorOf(await refresh(successor))).toEqual(ENDED);
  expect((await refresh(other)).status).toBe(200);
});

test("of many who send one token at the same time at most one gets its successor, and the session ends", async () => {
  const token = await logIn();
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(token)));
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  expect(errorOf(await refresh(won[0]!.json.refreshToken))).toEqual(ENDED);
});

test("an answer that the database lost on the way does not end the session", async () => {
  const token = await logIn();
  endpoint.loseNextAnswer();
  const answer = await refresh(token);
  expect(answer.status).toBe(200);
  expect((await refresh(answer.json.refreshToken)).status).toBe(200);
});

test("logging out ends this session and no other; a token that is none gets the same answer", async () => {
  const [mine, other] = [await logIn(), await logIn()];
  expect((await send("logout", { refreshToken: mine })).status).toBe(204);
  expect((await send("logout", { refreshToken: "rt_unknown" })).status).toBe(204);
  expect(errorOf(await refresh(mine))).toEqual(ENDED);
  expect((await refresh(other)).status).toBe(200);
});

test("an expired token, an expired session and what is no token are refused", async () => {
  const expired = await logIn();
  await server.query(`update refresh_tokens set expires_at = now() - interval '1 second' where replaced_by is null`);
  expect(errorOf(await refresh(expired))).toEqual(ENDED);
  const old = await logIn();
  await server.query(`update sessions set expires_at = now() where revoked_at is null`);
  expect(errorOf(await refresh(old))).toEqual(ENDED);
  expect(errorOf(await refresh(randomUUID()))).toEqual(ENDED);
});

test("a user who is disabled or gets another password has no session any more", async () => {
  const before = await logIn();
  await server.query(`update users set status = 'disabled' where id = '${user.userId}'`);
  expect(errorOf(await refresh(before))).toEqual(ENDED);
  const email = `${user.userId}@payment-system.test`;
  expect(errorOf(await send("login", { email, password: PASSWORD }))).toEqual([401, "credentials_invalid", undefined]);
  await server.query(`update users set status = 'active' where id = '${user.userId}'`);
  expect(errorOf(await refresh(before))).toEqual(ENDED);
});

test("the database holds no refresh token that could be used", async () => {
  const token = await logIn();
  const rows = await server.query<{ text: string }>(
    `select t::text from refresh_tokens t union all select s::text from sessions s`,
  );
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString("hex"));
});
