import { appendFileSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerControl } from "../gateway/control-routes.ts";
import type { ResourceStatus } from "../services/emulated-service.ts";
import { testInstance, type TestInstance } from "../testing/test-instance.ts";
import { until } from "../wait/until.ts";
import { AwsError } from "../wire/aws-error.ts";
import { createConsole, type Console } from "./console.ts";
import { PAGE_PATH } from "./page-path.ts";

const DEADLINE_MS = 30_000;
let instance: TestInstance;
let server: Server;
let port: number;
let page: Console;
let resources: ResourceStatus[] = [{ type: "AWS::RDS::DBInstance", name: "db", state: "available", pids: [1, 2] }];

beforeAll(async () => {
  instance = await testInstance();
  mkdirSync(join(instance.directories.logs, "rds", "db"), { recursive: true });
  writeFileSync(join(instance.directories.root, "secret.log"), "secret\n");
  // Nothing listens there: what the page asks of AWS's APIs fails as it does while the emulator stops.
  page = createConsole({
    instance: { ...instance, endpointUrl: "http://127.0.0.1:9" },
    resources: () => resources,
    databaseLogin: async (identifier) => {
      throw new AwsError("DBInstanceNotFound", `DBInstance ${identifier} not found.`, 404);
    },
  });
  server = createServer((request, response) => {
    void answerControl(request, response, { routes: page.controlRoutes, port, log: () => {} });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  page.stop();
  server.closeAllConnections();
  server.close();
  await instance[Symbol.asyncDispose]();
});

interface CallOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function open(path: string, { method = "GET", headers = {}, body }: CallOptions = {}): Promise<IncomingMessage> {
  const outgoing = httpRequest({ host: "127.0.0.1", port, path: `/_emulator/console${path}`, method, headers });
  outgoing.end(body);
  return ((await once(outgoing, "response")) as [IncomingMessage])[0];
}

async function call(path: string, options: CallOptions = {}) {
  const response = await open(path, options);
  return { status: response.statusCode!, headers: response.headers, body: await text(response) };
}

/** Everything that a stream of server-sent events has told so far. */
async function stream(path: string) {
  const response = await open(path);
  let received = "";
  response.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
  response.on("error", () => {});
  return {
    response,
    events: () =>
      received.split("\n\n").flatMap((block) => {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
        return event === undefined ? [] : [{ event, data: JSON.parse(data!) as unknown }];
      }),
    close: () => response.destroy(),
  };
}

test("the page and everything it needs come from here, under a policy that lets nothing else in", async () => {
  const index = await call("/");
  expect(index.status).toBe(200);
  const policy = index.headers["content-security-policy"]!;
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(index.body).not.toMatch(/https?:\/\/|\son\w+=|\sstyle=|<script>|<style/);
  const visited = new Set<string>();
  const pending = [...index.body.matchAll(/(?:src|href)="page\/([^"]+)"/g)].map(([, name]) => name!);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (visited.has(name)) continue;
    visited.add(name);
    const file = await call(`/page/${name}`);
    expect({ name, status: file.status, nosniff: file.headers["x-content-type-options"] }).toEqual({
      name,
      status: 200,
      nosniff: "nosniff",
    });
    if (!name.endsWith(".ts")) continue;
    expect(file.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(file.body).not.toMatch(/https?:\/\/|innerHTML|eval\(/);
    for (const [, imported] of file.body.matchAll(/from "\.\/([^"]+)"/g)) pending.push(imported!);
  }
  expect([...visited].sort()).toContain("outage-chart.ts");
  expect(await call("")).toMatchObject({ status: 308, headers: { location: PAGE_PATH } });
});

test.each(["tsconfig.json", "..%2Fconsole.ts", "../console.ts", "main.js"])(
  "no other file is served: %s",
  async (name) => {
    expect((await call(`/page/${name}`)).status).toBe(404);
  },
);

const JSON_BODY = { "content-type": "application/json" };
const ROUTES: [string, CallOptions][] = [
  ["/", {}],
  ["/resources", {}],
  ["/logs", {}],
  ["/failovers", { method: "POST", headers: JSON_BODY, body: '{"identifier":"db"}' }],
  ["/test-failovers", { method: "POST", headers: JSON_BODY, body: '{"identifier":"cache"}' }],
  ["/stopped-tasks", { method: "POST", headers: JSON_BODY, body: '{"taskId":"1"}' }],
];

test.each(ROUTES)("%s is closed to rebound names and to pages of other origins", async (path, options) => {
  const intruders: Record<string, string>[] = [
    { host: `evil.example:${port}` },
    { host: `127.0.0.1.evil.example:${port}` },
    { host: "127.0.0.1" },
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: `http://127.0.0.1:${port + 1}` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { host: `evil.example:${port}`, origin: `http://evil.example:${port}`, "sec-fetch-site": "same-origin" },
  ];
  for (const headers of intruders) {
    const answer = await call(path, { ...options, headers: { ...options.headers, ...headers } });
    expect({ headers, status: answer.status }).toEqual({ headers, status: 403 });
  }
});

test("a form can't break anything, even without an origin", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    const answer = await call("/failovers", {
      method: "POST",
      headers: { "content-type": type },
      body: '{"identifier":"db"}',
    });
    expect(answer.status).toBe(415);
  }
});

test.each([
  ["/failovers", "{}", 400, "ValidationException"],
  ["/failovers", '{"identifier":1}', 400, "ValidationException"],
  ["/failovers", "null", 400, "ValidationException"],
  ["/failovers", "{", 400, "ValidationException"],
  ["/failovers", JSON.stringify({ identifier: "x".repeat(256) }), 400, "ValidationException"],
  ["/failovers", '{"identifier":"none"}', 404, "DBInstanceNotFound"],
  ["/stopped-tasks", '{"taskId":"1"}', 503, "ServiceUnavailable"],
])("%s %s answers %i %s", async (path, body, status, code) => {
  const answer = await call(path, { method: "POST", headers: JSON_BODY, body });
  expect({ status: answer.status, body: JSON.parse(answer.body) as unknown }).toMatchObject({
    status,
    body: { error: { code } },
  });
});

test("resources come at once and again when one has changed", async () => {
  const { events, close } = await stream("/resources");
  await until(() => events().length === 1, { what: "the resources", deadlineMs: DEADLINE_MS });
  const [before] = resources;
  resources = [{ ...before!, state: "rebooting" }];
  await until(() => events().length === 2, { what: "the change", deadlineMs: DEADLINE_MS });
  expect(events().map(({ data }) => (data as ResourceStatus[])[0]!.state)).toEqual(["available", "rebooting"]);
  close();
});

test("a log's last lines come first, then what is written, over a rotation and a cut", async () => {
  const file = join(instance.directories.logs, "rds", "db", "postgresql-a.log");
  const old = Array.from({ length: 5_000 }, (_, index) => `old line ${index} ${"x".repeat(20)}`);
  writeFileSync(file, `${old.join("\n")}\nunfini`);
  const { events, close } = await stream(`/logs/${encodeURIComponent("rds/db/postgresql-a.log")}`);
  const lines = (): string[] => events().flatMap(({ data }) => data as string[]);
  const untilLast = (last: string) => until(() => lines().at(-1) === last, { what: last, deadlineMs: DEADLINE_MS });
  await untilLast(old.at(-1)!);
  const first = lines();
  expect(first).toEqual(old.slice(-first.length));
  expect(first.length).toBeLessThan(old.length);
  appendFileSync(file, "shed\n");
  await untilLast("unfinished");
  renameSync(file, `${file}.1`);
  writeFileSync(file, "after rotation\n");
  await untilLast("after rotation");
  truncateSync(file);
  appendFileSync(file, "cut\n");
  await untilLast("cut");
  expect(lines().slice(first.length)).toEqual(["unfinished", "after rotation", "cut"]);
  close();
});

test("only the instance's log files can be read", async () => {
  const { logs } = instance.directories;
  writeFileSync(join(logs, "emulator.log"), "line\n");
  writeFileSync(join(logs, "password.txt"), "secret\n");
  symlinkSync(join(instance.directories.root, "secret.log"), join(logs, "link.log"));
  expect((JSON.parse((await call("/logs")).body) as { logs: string[] }).logs).toEqual([
    "emulator.log",
    "rds/db/postgresql-a.log",
  ]);
  for (const name of ["password.txt", "link.log", "../secret.log", "/etc/passwd", "rds", ""]) {
    expect((await call(`/logs/${encodeURIComponent(name)}`)).status).toBe(404);
  }
  expect((await call("/logs/%E0%A4%A")).status).toBe(404);
});

test("stopping ends what browsers hold open", async () => {
  const { response } = await stream("/resources");
  page.stop();
  await once(response, "end", { signal: AbortSignal.timeout(DEADLINE_MS) });
});
