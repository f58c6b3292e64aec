import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EmulatorError } from "../errors.ts";
import { answerControl } from "./control-routes.ts";
import type { ControlRoute } from "./control-route.ts";
import { statusRoutes } from "./status-routes.ts";

let localstack = "running";
const RESOURCE = {
  type: "AWS::RDS::DBInstance",
  name: "db",
  state: "available",
  endpoint: "127.65.1.1:5432",
  pids: [7],
};
const routes: ControlRoute[] = [
  ...statusRoutes(
    () => ({ emulator: "running", localstack }),
    () => [RESOURCE],
  ),
  {
    method: "POST",
    pattern: new URLPattern({ pathname: "/things/:id" }),
    handle: async (exchange) => exchange.reply({ id: exchange.params["id"], body: await exchange.json() }, 201),
  },
  {
    method: "GET",
    pattern: new URLPattern({ pathname: "/fails/:how" }),
    handle: async ({ params }) => {
      if (params["how"] === "clearly")
        throw new EmulatorError("ProcessFailed", "The server did not start; see its log.");
      throw new TypeError("inner detail");
    },
  },
];

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => void answerControl(request, response, { routes, port, log: () => {} }));
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = (server.address() as AddressInfo).port;
});

afterAll(() => server.close());

async function call(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  const outgoing = httpRequest({
    host: "127.0.0.1",
    port,
    path,
    method: options.method ?? "GET",
    headers: options.headers ?? {},
  });
  outgoing.end(options.body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: JSON.parse(await text(response)) as unknown };
}

test("health is 200 only while both run", async () => {
  expect(await call("/_emulator/health")).toEqual({
    status: 200,
    body: { emulator: "running", localstack: "running" },
  });
  localstack = "starting";
  expect(await call("/_emulator/health?x=1")).toEqual({
    status: 503,
    body: { emulator: "running", localstack: "starting" },
  });
});

test("resources are listed with state, endpoint and pids", async () => {
  expect(await call("/_emulator/resources")).toEqual({ status: 200, body: { resources: [RESOURCE] } });
});

test("a route gets its parameters and JSON body", async () => {
  const answer = await call("/_emulator/things/a%20b", { method: "POST", body: '{"x":1}' });
  expect(answer).toEqual({ status: 201, body: { id: "a%20b", body: { x: 1 } } });
});

test.each([
  ["/_emulator/nothing", {}, 404, "NotFound"],
  ["/_emulator/", {}, 404, "NotFound"],
  ["/_emulator/things/a", {}, 405, "MethodNotAllowed"],
  ["/_emulator/things/a", { method: "POST", body: "{" }, 400, "ValidationException"],
  ["/_emulator/fails/clearly", {}, 500, "ProcessFailed"],
  ["/_emulator/fails/oddly", {}, 500, "InternalFailure"],
])("%s %j answers %i %s", async (path, options, status, code) => {
  const answer = await call(path, options);
  expect(answer).toMatchObject({ status, body: { error: { code } } });
  expect(JSON.stringify(answer)).not.toContain("inner detail");
});

test("a made-up host and another origin's page are refused; the own page is not", async () => {
  const own = `http://localhost:${port}`;
  expect((await call("/_emulator/resources", { headers: { host: `evil.example:${port}` } })).status).toBe(403);
  expect((await call("/_emulator/resources", { headers: { origin: "http://evil.example" } })).status).toBe(403);
  expect((await call("/_emulator/resources", { headers: { origin: "null" } })).status).toBe(403);
  expect((await call("/_emulator/resources", { headers: { origin: own, host: `localhost:${port}` } })).status).toBe(
    200,
  );
});
