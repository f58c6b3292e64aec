import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Manifest } from "vite";

const FRONTEND = join(import.meta.dirname, "..");
const VITE = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin/vite.js");
const FIRST_PAGE_BYTES_MAX = 200_000;
const START_MS_MAX = 20_000;

let directory: string;
let app: string;

beforeAll(async () => {
  // Outside the checkout, so that no node_modules is found from there.
  directory = mkdtempSync(join(tmpdir(), "frontend-build-"));
  app = join(directory, "app");
  await promisify(execFile)(process.execPath, [join(FRONTEND, "build.mjs"), app]);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("the same sources give the same bytes", async () => {
  const again = join(directory, "again");
  await promisify(execFile)(process.execPath, [join(FRONTEND, "build.mjs"), again]);
  expect(contents(again)).toEqual(contents(app));
  expect(readdirSync(app).toSorted()).toEqual(["main.mjs", "public"]);
});

test("the page says nothing of where it was built", () => {
  for (const [name, content] of contents(app)) {
    if (/\.(gz|br)$/.test(name)) continue;
    expect(Buffer.from(content, "base64").includes(FRONTEND), name).toBe(false);
  }
});

test.each([
  ["sign-in", "src/features/session/sign-in-page.tsx"],
  ["list of payments", "src/features/payments/payments-page.tsx", "src/ui/shell.tsx"],
])("the %s, loaded as the first page, is at most 200 kB", async (name, ...parts) => {
  const outDir = join(directory, "measured");
  await promisify(execFile)(process.execPath, [VITE, "build", "--outDir", outDir, "--emptyOutDir", "--manifest"], {
    cwd: FRONTEND,
    env: { ...process.env, NODE_ENV: "production" },
  });
  const manifest = JSON.parse(readFileSync(join(outDir, ".vite/manifest.json"), "utf8")) as Manifest;
  const files = new Set([
    "index.html",
    "icon.svg",
    ...["index.html", ...parts].flatMap((key) => filesOf(manifest, key)),
  ]);
  const gzipBytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(outDir, file))).length, 0);
  process.stdout.write(`${name}: ${files.size} files, ${gzipBytes} bytes gzip\n`);
  // All of React is in it, so less would mean that something was not counted.
  expect(gzipBytes).toBeGreaterThan(60_000);
  expect(gzipBytes).toBeLessThanOrEqual(FIRST_PAGE_BYTES_MAX);
});

test("the server runs without node_modules, and ends cleanly when it is told to", async () => {
  const port = await freePort();
  const server = spawn(process.execPath, ["main.mjs"], {
    cwd: app,
    env: { PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const exited = once(server, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
    await listening(server.stdout);
    const page = await fetch(`http://127.0.0.1:${port}/payments`);
    const html = await page.text();
    expect(page.status).toBe(200);
    const references = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? "");
    expect(references.length).toBeGreaterThan(2);
    for (const path of references) expect((await fetch(`http://127.0.0.1:${port}${path}`)).status, path).toBe(200);
    server.kill("SIGTERM");
    await downOrGone(`http://127.0.0.1:${port}/health`);
    expect(await exited).toEqual([0, null]);
  } finally {
    server.kill("SIGKILL");
  }
});

/** The chunk's own file and style sheets, and those of all that it imports before it runs. */
function filesOf(manifest: Manifest, key: string, seen = new Set<string>()): string[] {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = manifest[key];
  expect(chunk, key).toBeDefined();
  if (!chunk) return [];
  const imported = (chunk.imports ?? []).flatMap((name) => filesOf(manifest, name, seen));
  return [chunk.file, ...(chunk.css ?? []), ...imported];
}

function contents(root: string): Map<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => statSync(path).isFile());
  return new Map(files.toSorted().map((path) => [relative(root, path), readFileSync(path).toString("base64")]));
}

async function listening(output: NodeJS.ReadableStream): Promise<void> {
  let text = "";
  const deadline = AbortSignal.timeout(START_MS_MAX);
  while (!text.includes("Server listening")) text += String((await once(output, "data", { signal: deadline }))[0]);
}

/** What a load balancer sees after SIGTERM: first a task that says that it is down, then none. */
async function downOrGone(url: string): Promise<void> {
  for (let status = 200; status === 200;)
    status = await fetch(url).then(
      (answer) => answer.status,
      () => 503,
    );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
