import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { AccessTokens } from "./access-tokens.ts";
import { DEMO_EMAIL, seedDemoMerchant } from "../postgres/seed-demo-merchant.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";

const PASSWORD = "correct horse battery";

let server: PostgresServer;
let service: TestService;
let merchant: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
  merchant = await createMerchant(server);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function logIn(email: string, password: string, from = "192.0.2.1"): Promise<Answer> {
  return service.request("/api/v1/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": from },
    body: JSON.stringify({ email, password }),
  });
}

test("the seeded user logs in and the token opens the API; seeding again changes nothing", async () => {
  expect(await seedDemoMerchant(server.connection, PASSWORD)).toBe("created");
  expect(await seedDemoMerchant(server.connection, PASSWORD)).toBe("unchanged");
  const { status, json } = await logIn(DEMO_EMAIL.toUpperCase(), PASSWORD);
  expect(status).toBe(200);
  expect(json).toMatchObject({ tokenType: "Bearer", expiresIn: 900, refreshExpiresIn: 1_209_600 });
  const list = await service.request("/api/v1/payments", { headers: { authorization: `Bearer ${json.accessToken}` } });
  expect(list.status).toBe(200);

  expect(await seedDemoMerchant(server.connection, "another password")).toBe("password changed");
  expect((await logIn(DEMO_EMAIL, PASSWORD)).status).toBe(401);
  expect((await logIn(DEMO_EMAIL, "another password")).status).toBe(200);
});

test("an unknown user and a wrong password get the same answer", async () => {
  await seedDemoMerchant(server.connection, PASSWORD);
  const unknown = await logIn("nobody@payment-system.test", PASSWORD);
  const wrong = await logIn(DEMO_EMAIL, "wrong");
  const { requestId: _1, ...unknownError } = unknown.json.error;
  const { requestId: _2, ...wrongError } = wrong.json.error;
  expect([unknown.status, unknownError]).toEqual([wrong.status, wrongError]);
  expect(wrongError).toMatchObject({ type: "authentication_error", code: "credentials_invalid" });
});

test("guessing is slowed down for who guesses, behind a load balancer too", async () => {
  await seedDemoMerchant(server.connection, PASSWORD);
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 12; attempt++) {
    // What a caller writes into the header itself comes before what the load balancer appends.
    statuses.push((await logIn(DEMO_EMAIL, "wrong", `10.0.0.${attempt}, 192.0.2.7`)).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  expect((await logIn(DEMO_EMAIL, PASSWORD, "192.0.2.8")).status).toBe(200);
});

interface Token {
  readonly header?: object;
  readonly claims?: object;
  readonly secret?: string;
}

/** A token made by hand; valid but for what is overridden. */
function forge({ header = {}, claims = {}, secret = service.jwtSecret }: Token): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const payload = {
    sub: merchant.userId,
    merchantId: merchant.merchantId,
    role: merchant.role,
    iss: "payment-system",
    aud: "payment-system-api",
    iat: now,
    exp: now + 60,
    ...claims,
  };
  const content = `${encode({ alg: "HS256", typ: "JWT", ...header })}.${encode(payload)}`;
  return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
}

async function statusWith(token: string): Promise<number> {
  const answer = await service.request("/api/v1/payments", { headers: { authorization: `Bearer ${token}` } });
  if (answer.status === 401) {
    expect(answer.json.error.code).toBe("unauthenticated");
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  }
  return answer.status;
}

test("only a token of this service opens the API", async () => {
  expect(await statusWith(forge({}))).toBe(200);
  const [head, body, signature] = forge({}).split(".");
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
  const forged: Record<string, string> = {
    "no signature": `${head}.${body}.`,
    "alg none": `${none}.${body}.`,
    "alg none, signed": `${none}.${body}.${signature}`,
    "another secret": forge({ secret: "x".repeat(64) }),
    "another algorithm": forge({ header: { alg: "HS512" } }),
    expired: forge({ claims: { exp: Math.floor(Date.now() / 1000) - 1 } }),
    "never expires": forge({ claims: { exp: undefined } }),
    "another issuer": forge({ claims: { iss: "other" } }),
    "another audience": forge({ claims: { aud: "other" } }),
    "no merchant": forge({ claims: { merchantId: undefined } }),
    "merchant is no UUID": forge({ claims: { merchantId: "' or true --" } }),
    "unknown role": forge({ claims: { role: "root" } }),
    "not a token": "abc",
    empty: "",
  };
  for (const [what, token] of Object.entries(forged)) expect(await statusWith(token), what).toBe(401);
  expect((await service.request("/api/v1/payments")).status).toBe(401);
});

test("while the secret is rotated both sign good tokens, and only the new one signs", async () => {
  const next = randomBytes(32).toString("hex");
  const rotated = new AccessTokens(next, service.jwtSecret);
  const old = service.token(merchant);
  expect(rotated.verify(old)).toEqual(merchant);
  expect(rotated.verify(forge({}))).toEqual(merchant);
  const renewed = rotated.sign(merchant);
  expect(new AccessTokens(next).verify(renewed)).toEqual(merchant);
  expect(await statusWith(renewed)).toBe(401);
  expect(() => new AccessTokens(next).verify(old)).toThrow("not valid");
  const kid = (token: string): unknown =>
    (JSON.parse(Buffer.from(token.split(".")[0]!, "base64url").toString()) as { kid: unknown }).kid;
  expect([kid(old), kid(renewed)].every((id) => typeof id === "string")).toBe(true);
  expect(kid(old)).not.toBe(kid(renewed));
  expect(await statusWith(forge({ header: { kid: kid(renewed) } }))).toBe(401);
  expect(await statusWith(forge({ header: { kid: kid(old) } }))).toBe(200);
});

test("a token whose signed merchant is replaced by another's is refused", async () => {
  const [head, body, signature] = forge({}).split(".");
  const claims = JSON.parse(Buffer.from(body ?? "", "base64url").toString()) as object;
  const replaced = Buffer.from(JSON.stringify({ ...claims, merchantId: randomUUID() })).toString("base64url");
  expect(await statusWith(`${head}.${replaced}.${signature}`)).toBe(401);
});

test("a role may do what it is for", async () => {
  const allowed = async (role: Principal["role"]): Promise<number[]> => {
    const principal = { ...merchant, role };
    return [
      (await service.createPayment(principal)).status,
      (await service.get("/api/v1/payments", principal)).status,
      (await service.get("/api/v1/export", principal)).status,
    ];
  };
  expect(await allowed("admin")).toEqual([201, 200, 200]);
  expect(await allowed("operator")).toEqual([201, 200, 403]);
  expect(await allowed("viewer")).toEqual([403, 200, 403]);
  expect(await allowed("auditor")).toEqual([403, 200, 200]);
});
