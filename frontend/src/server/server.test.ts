import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildServer } from "./build-server.ts";
import { readConfig } from "./config.ts";

const SCRIPT = "console.log('page');\n".repeat(100);
const PAGE =
  '<meta name="api-base-url" content="" /><meta property="csp-nonce" nonce="CSP_NONCE">' +
  '<script type="module" src="/assets/index-1a2b.js" nonce="CSP_NONCE"></script>';

let directory: string;
let app: FastifyInstance;
let url: string;
let draining: boolean;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "frontend-test-"));
  mkdirSync(join(directory, "assets"));
  writeFileSync(join(directory, "index.html"), PAGE);
  writeFileSync(join(directory, "icon.svg"), "<svg/>");
  writeFileSync(join(directory, ".secret"), "secret");
  writeFileSync(join(directory, "assets/index-1a2b.js"), SCRIPT);
  writeFileSync(join(directory, "assets/index-1a2b.js.gz"), gzipSync(SCRIPT));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));
beforeEach(async () => {
  draining = false;
  await start("");
});
afterEach(() => app.close());

async function start(apiBaseUrl: string): Promise<void> {
  app = await buildServer({
    publicDirectory: directory,
    apiBaseUrl,
    isDraining: () => draining,
    logLevel: "silent",
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
}

test.each(["/", "/index.html", "/sign-in", "/payments/new", "/payments/pay_1?x=a.b"])(
  "%s is the page",
  async (path) => {
    const response = await fetch(url + path);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(await response.text()).toContain("<script type=");
  },
);

test.each([
  "/assets/index-old.js",
  "/assets/",
  "/api/v1/payments",
  "/api",
  "/favicon.ico",
  "/.secret",
  "/x/app.js.map",
])("%s is not there, and the page does not hide it", async (path) => {
  const response = await fetch(url + path);
  expect([response.status, response.headers.get("cache-control")]).toEqual([404, "no-store"]);
  expect(await response.text()).not.toContain("<script");
});

test.each(["/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc%2fpasswd", "/%00", "/%ff"])(
  "nothing outside is given away: %s",
  async (path) => {
    const response = await fetch(url + path);
    expect(await response.text()).not.toContain("root:");
    expect(response.status).toBeLessThan(500);
  },
);

test("only reading is answered", async () => {
  for (const method of ["POST", "PUT", "DELETE"]) {
    expect((await fetch(`${url}/payments`, { method })).status).toBe(404);
  }
  const head = await fetch(`${url}/payments`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("a hashed file is kept for a year, and sent compressed to those who can read it", async () => {
  const path = `${url}/assets/index-1a2b.js`;
  const plain = await fetch(path, { headers: { "accept-encoding": "identity" } });
  expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(plain.headers.get("content-length")).toBe(String(SCRIPT.length));
  const compressed = await fetch(path, { headers: { "accept-encoding": "gzip" } });
  expect(compressed.headers.get("content-encoding")).toBe("gzip");
  expect(compressed.headers.get("vary")).toContain("accept-encoding");
  expect(Number(compressed.headers.get("content-length"))).toBeLessThan(SCRIPT.length);
  expect(compressed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(await compressed.text()).toBe(SCRIPT);
});

test("a file whose name says nothing of its content is asked for again", async () => {
  const first = await fetch(`${url}/icon.svg`);
  expect(first.headers.get("cache-control")).toBe("no-cache");
  const etag = first.headers.get("etag") ?? "";
  // fetch would add `Cache-Control: no-cache`, which asks for the whole answer.
  const again = request(`${url}/icon.svg`, { headers: { "if-none-match": etag } }).end();
  const [response] = (await once(again, "response")) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(304);
});

test("each answer has a nonce of its own, the same in the policy and in the page", async () => {
  const nonces = new Set<string>();
  for (let answers = 0; answers < 3; answers++) {
    const response = await fetch(url);
    const nonce = /'nonce-([\w-]{22})'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? "";
    nonces.add(nonce);
    const inPage = [...(await response.text()).matchAll(/nonce="([^"]*)"/g)].map(([, found]) => found);
    expect(inPage).toEqual([nonce, nonce]);
  }
  expect(nonces.size).toBe(3);
});

test("the policy lets no foreign and no inline script run, and frames are forbidden", async () => {
  const policy = (await fetch(url)).headers.get("content-security-policy")?.replace(/nonce-[\w-]+/, "nonce-N");
  expect(policy?.split("; ")).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-N'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]);
});

test.each(["/", "/assets/index-1a2b.js", "/assets/missing.js", "/health"])(
  "%s has the security headers",
  async (path) => {
    const { headers } = await fetch(url + path);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("strict-transport-security")).toMatch(/^max-age=31536000/);
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("permissions-policy")).toContain("camera=()");
  },
);

test("health is up until the task drains; then connections are ended too", async () => {
  const up = await fetch(`${url}/health`);
  expect([up.status, await up.json()]).toEqual([200, { status: "UP" }]);
  draining = true;
  const down = await fetch(`${url}/health`);
  expect([down.status, await down.json(), down.headers.get("connection")]).toEqual([503, { status: "DOWN" }, "close"]);
  expect((await fetch(url)).status).toBe(200);
});

test("an API elsewhere is written into the page and allowed by the policy", async () => {
  await app.close();
  await start("https://api.example.com/base");
  const response = await fetch(url);
  expect(response.headers.get("content-security-policy")).toContain("connect-src 'self' https://api.example.com;");
  expect(await response.text()).toContain('<meta name="api-base-url" content="https://api.example.com/base" />');
});

test("without the built page the server does not start, and says what to do", async () => {
  const options = { apiBaseUrl: "", isDraining: () => false, logLevel: "silent" };
  await expect(buildServer({ ...options, publicDirectory: join(directory, "none") })).rejects.toThrow(
    /none\/index\.html can't be read; build the page first/,
  );
});

test("the environment is read with defaults that listen on loopback only", () => {
  expect(readConfig({})).toEqual({ host: "127.0.0.1", port: 8080, apiBaseUrl: "" });
  expect(readConfig({ HOST: "0.0.0.0", PORT: "80", VITE_API_BASE_URL: "https://api.example.com/" })).toEqual({
    host: "0.0.0.0",
    port: 80,
    apiBaseUrl: "https://api.example.com",
  });
});

test.each([
  [{ PORT: "x" }, "PORT"],
  [{ PORT: "0" }, "PORT"],
  [{ PORT: "65536" }, "PORT"],
  [{ PORT: "" }, "PORT"],
  ...["api.example.com", "javascript:alert(1)", "https://a'b", "https://a/;x", 'https://a/"', "https://u@a", "//a"].map(
    (value) => [{ VITE_API_BASE_URL: value }, "VITE_API_BASE_URL"] as const,
  ),
] as const)("%j is refused by name", (env, name) => {
  expect(() => readConfig(env)).toThrow(new RegExp(`^${name} must be`));
});
