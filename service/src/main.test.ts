import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { OtlpCollector } from "./testing/otlp-collector.ts";
import { freePort, PostgresServer } from "./testing/postgres-server.ts";
import { RedisServer } from "./testing/redis-server.ts";
import { selfSigned } from "./testing/self-signed.ts";
import { until } from "./testing/until.ts";

const BUILD = join(import.meta.dirname, "../build.mjs");
const SECRETS = { JWT_SECRET: "a secret of at least 32 characters", DEMO_MERCHANT_PASSWORD: "correct horse battery" };

let directory: string;
let bundle: string;
let server: PostgresServer;
let env: Record<string, string>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "service-bundle-"));
  bundle = join(directory, "app");
  execFileSync(process.execPath, [BUILD, bundle]);
  server = await PostgresServer.start();
  const { host, port, database, user, password } = server.connection;
  env = {
    ...SECRETS,
    DB_HOST: host,
    DB_PORT: String(port),
    DB_NAME: database,
    DB_USERNAME: user,
    DB_PASSWORD: password,
    NODE_EXTRA_CA_CERTS: server.caFile,
  };
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

interface Health {
  readonly components: Readonly<Record<string, { readonly status: string }>>;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the bundle's programs to its end, with nothing of the checkout in reach. */
async function run(program: string, variables: Record<string, string>): Promise<Ended> {
  try {
    const ended = await promisify(execFile)(process.execPath, [program], { cwd: bundle, env: variables });
    return { code: 0, ...ended };
  } catch (error) {
    return error as Ended;
  }
}

async function startMain(variables: Record<string, string> = {}): Promise<{
  readonly child: ChildProcess;
  readonly url: string;
  readonly log: () => string;
}> {
  const port = await freePort();
  const child = spawn(process.execPath, ["main.mjs"], {
    cwd: bundle,
    env: { ...env, ...variables, PORT: String(port) },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  await until("the service to answer", async () => (await fetch(`${url}/health`)).ok);
  return { child, url, log: () => log };
}

test("the build has what the image needs, alone and the same each time", () => {
  expect(readdirSync(bundle).toSorted()).toEqual(["main.mjs", "migrate.mjs", "migrations", "seed.mjs", "verify.mjs"]);
  expect(existsSync(join(directory, "node_modules"))).toBe(false);
  const again = join(directory, "again");
  execFileSync(process.execPath, [BUILD, again], { cwd: directory });
  for (const name of ["main.mjs", "migrate.mjs", "seed.mjs", "verify.mjs"]) {
    const content = readFileSync(join(bundle, name));
    expect(content.equals(readFileSync(join(again, name)))).toBe(true);
    expect(content.includes(join(import.meta.dirname, "../.."))).toBe(false);
  }
});

test("a variable that is missing or wrong is named in one sentence, never its value", async () => {
  const cases: [program: string, name: string, value: string | undefined][] = [
    ["main.mjs", "DB_HOST", undefined],
    ["main.mjs", "JWT_SECRET", undefined],
    ["main.mjs", "JWT_SECRET", "too-short-secret"],
    ["main.mjs", "PORT", "http"],
    ["main.mjs", "REDIS_TLS", "perhaps"],
    ["main.mjs", "RATE_LIMIT_PER_SECOND", "none"],
    ["migrate.mjs", "DB_PASSWORD", undefined],
    ["seed.mjs", "DEMO_MERCHANT_PASSWORD", undefined],
  ];
  for (const [program, name, value] of cases) {
    const { [name]: _removed, ...others } = env;
    const { code, stderr } = await run(program, value === undefined ? others : { ...others, [name]: value });
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(new RegExp(`^The environment variable ${name} .+\\.$`));
    if (value !== undefined) expect(stderr).not.toContain(value);
  }
});

test("migrate, seed and the service work from the bundle; its log keeps secrets to itself", async () => {
  const first = await run("migrate.mjs", env);
  expect([first.code, first.stderr]).toEqual([0, ""]);
  const migrations = readdirSync(join(bundle, "migrations")).length;
  expect(first.stdout).toMatch(/^applied \d+_merchants\n(applied .+\n)+The schema of payment_system is up to date: /);
  expect(first.stdout).toContain(`up to date: ${migrations} migrations applied`);
  expect((await run("migrate.mjs", env)).stdout).toMatch(/up to date: 0 migrations applied/);
  expect((await run("seed.mjs", env)).stdout).toMatch(/is ready: created/);
  expect((await run("seed.mjs", env)).stdout).toMatch(/is ready: unchanged/);

  const { url, log } = await startMain();
  const post = (path: string, body: object, headers = {}): Promise<Response> =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const credentials = { email: "demo@payment-system.test", password: SECRETS.DEMO_MERCHANT_PASSWORD };
  const { accessToken } = (await (await post("/api/v1/auth/login", credentials)).json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}`, "idempotency-key": "order-1" };
  const payment = await post("/api/v1/payments", { amountMinor: 1050, currency: "EUR" }, headers);
  expect(payment.status).toBe(201);
  expect(((await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string }).openapi).toBe("3.1.0");
  await until("the log of the requests", () => log().includes('"route":"/api/v1/payments"'));
  for (const secret of [...Object.values(SECRETS), env.DB_PASSWORD, accessToken]) expect(log()).not.toContain(secret);
});

test("without its database the service starts, is alive and says that it is not ready", async () => {
  const health = async (url: string, path: string): Promise<number> => (await fetch(url + path)).status;
  await server.kill();
  const { url } = await startMain();
  expect(await health(url, "/api/v1/actuator/health/liveness")).toBe(200);
  expect(await health(url, "/api/v1/actuator/health/readiness")).toBe(503);
  await server.resume();
  await until("readiness", async () => (await health(url, "/api/v1/actuator/health/readiness")) === 200);
});

test("it shares rate limits through the Redis that it is told of, over TLS that it verifies", async () => {
  await using redis = await RedisServer.start();
  const { certificatePem: cert, privateKeyPem: key } = selfSigned(["127.0.0.1"]);
  const terminator = createServer({ cert, key }, (client) => {
    const upstream = connect(redis.port, "127.0.0.1");
    for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
    client.pipe(upstream).pipe(client);
  });
  onTestFinished(() => void terminator.close());
  await once(terminator.listen(0, "127.0.0.1"), "listening");
  const caFile = join(directory, "authorities.pem");
  writeFileSync(caFile, [cert, readFileSync(server.caFile, "utf8")].join("\n"));
  const { child, url, log } = await startMain({
    REDIS_HOST: "127.0.0.1",
    REDIS_PORT: String((terminator.address() as AddressInfo).port),
    REDIS_PASSWORD: redis.password,
    REDIS_TLS: "true",
    NODE_EXTRA_CA_CERTS: caFile,
  });
  await until("Redis to be up", async () => {
    const health = (await (await fetch(`${url}/api/v1/actuator/health`)).json()) as Health;
    return health.components.redis?.status === "UP";
  });
  expect(log()).not.toContain(redis.password);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("Prometheus scrapes it on a port of its own, where it has been told one", async () => {
  const port = await freePort();
  const { url, log } = await startMain({ METRICS_PORT: String(port) });
  const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const healthy = 'http_server_request_duration_seconds_count{method="GET",route="/health",status="200"} ';
  await until("the requests to be counted", async () => (await scrape()).includes(healthy));
  expect(await scrape()).toContain('database_connections{database="primary"} ');
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  await until("a line for CloudWatch", () => log().includes('"UnsettledOperations":0'));
});

test("its traces reach the collector that it has been told of, the last ones before it ends", async () => {
  await using collector = await OtlpCollector.start();
  const { child, url } = await startMain({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const exited = once(child, "exit");
  await fetch(`${url}/health`, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  expect(collector.of(traceId).map(({ name }) => name)).toEqual(["GET /health"]);
});

test("SIGTERM: health turns DOWN while requests are still answered, running ones end, the exit code is 0", async () => {
  const { child, url } = await startMain();
  const holder = await server.connect();
  await holder.query("begin; lock table users");
  const exited = once(child, "exit");
  const running = fetch(`${url}/api/v1/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "nobody@payment-system.test", password: "wrong" }),
  });
  await until("the request to wait for the lock", async () => {
    const waiting = await server.query("select from pg_stat_activity where wait_event_type = 'Lock'");
    return waiting.length > 0;
  });
  child.kill("SIGTERM");
  const down = await until("health to be DOWN", async () => {
    const health = await fetch(`${url}/health`);
    return health.status === 503 ? health : undefined;
  });
  expect([await down.json(), down.headers.get("connection")]).toEqual([
    { status: "DOWN", components: { server: { status: "DOWN" } } },
    "close",
  ]);
  await until("new connections to be refused", () =>
    fetch(`${url}/health`).then(
      () => false,
      () => true,
    ),
  );
  await holder.end();
  // 503 if the lock was held for longer than a statement may take: answered in any case, and not cut off.
  expect([401, 503]).toContain((await running).status);
  expect(await exited).toEqual([0, null]);
});
