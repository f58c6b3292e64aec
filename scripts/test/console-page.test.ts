import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { chromium, type Browser, type Page } from "@playwright/test";
import { createConsole, type Console } from "@payment-system/emulator/console/console";
import { PAGE_PATH } from "@payment-system/emulator/console/page-path";
import { createGateway, type Gateway } from "@payment-system/emulator/gateway/gateway";
import {
  createInstance,
  startRdsEnvironment,
  type RdsEnvironment,
} from "@payment-system/emulator/services/rds/testing/rds-environment";
import { testInstance, type TestInstance } from "@payment-system/emulator/testing/test-instance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findBrowser } from "../../frontend/e2e/testing/browser.ts";

const ID = "payments";
const DEADLINE_MS = 60_000;
let instance: TestInstance;
let environment: RdsEnvironment;
let console: Console;
let gateway: Gateway;
let browser: Browser;
let page: Page;
let url: string;
const problems: string[] = [];

beforeAll(async () => {
  instance = await testInstance();
  const gatewayPort = await freePort();
  const endpointUrl = `http://127.0.0.1:${gatewayPort}`;
  environment = await startRdsEnvironment(instance);
  const { rds } = environment;
  const { logs } = instance.directories;
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, "emulator.log"), '{"level":"info","message":"<b>not markup</b>"}\n');
  console = createConsole({
    instance: { ...instance, endpointUrl },
    resources: () => rds.resources(),
    databaseLogin: (identifier) => rds.monitoringLogin(identifier),
  });
  gateway = createGateway({
    instance: { ...instance, gatewayPort },
    services: [rds.endpoint],
    routes: console.controlRoutes,
    intercepts: [],
    upstream: () => undefined,
    status: () => ({ emulator: "running", localstack: "running" }),
    resources: () => rds.resources(),
    log: () => {},
  });
  await gateway.listen();
  url = endpointUrl + PAGE_PATH;
  const [{ executablePath, args, env }] = await Promise.all([findBrowser(), createInstance(environment, ID, true)]);
  browser = await chromium.launch({ executablePath, args, env });
  page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(DEADLINE_MS);
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
});

afterAll(async () => {
  await browser?.close();
  console?.stop();
  await gateway?.close();
  await environment?.stop();
  await instance?.[Symbol.asyncDispose]();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function expectAccessible(): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations, passes } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(passes.length).toBeGreaterThan(10);
  }
}

/** How many pixels of the picture have the colour of an acknowledged commit. */
function acknowledgedPixels(): Promise<number> {
  const [red, green, blue] = [0x2f, 0x9e, 0x63];
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === ${red} && data[at + 1] === ${green} && data[at + 2] === ${blue}) count++;
    }
    return count;
  })()`);
}

test("the page lists what runs, shows logs as text and is accessible", async () => {
  await page.goto(url);
  const row = page.getByRole("row", { name: ID });
  await row.getByText("available").waitFor();
  const { endpoint, pids } = environment.rds.resources()[0]!;
  expect(await row.innerText()).toContain(endpoint!);
  expect(await row.innerText()).toContain(pids.join(" "));
  await page.getByLabel("File").selectOption("emulator.log");
  await page.getByRole("log").getByText("<b>not markup</b>").waitFor();
  await expectAccessible();
});

test("the button, pressed by keyboard, fails the database over and draws what was measured", async () => {
  const { AvailabilityZone: before } = await environment.untilRedundant(ID);
  expect(await acknowledgedPixels()).toBe(0);
  const button = page.getByRole("button", { name: `Fail over ${ID}` });
  await button.focus();
  await page.keyboard.press("Enter");
  expect(await button.isDisabled()).toBe(true);
  const outcome = page.getByText(/took no commit for \d+ ms/);
  await outcome.waitFor();
  const sentence = await outcome.innerText();
  const { AvailabilityZone: after } = await environment.describe(ID);
  expect(after).not.toBe(before);
  expect(sentence).toContain(`The primary moved from ${before} to ${after}.`);
  const [outageMs, acknowledged] = [/for (\d+) ms/, /(\d+) commits acknowledged/].map((part) =>
    Number(part.exec(sentence)![1]),
  );
  // Killing a primary and promoting its standby can't be done in less; a probe that measured nothing would say 20.
  expect(outageMs).toBeGreaterThan(30);
  expect(acknowledged).toBeGreaterThanOrEqual(80);
  expect(await acknowledgedPixels()).toBeGreaterThan(500);
  expect(await button.isEnabled()).toBe(true);
  await expectAccessible();
});

test("without a standby the page says that nothing moved", async () => {
  const single = "single";
  await createInstance(environment, single, false);
  await page.getByRole("button", { name: `Fail over ${single}` }).click();
  await page
    .getByRole("article", { name: single })
    .getByText(/could not be measured: .*(Multi-AZ|ForceFailover)/i)
    .waitFor();
});

test("no error, no refused script, and nothing asked of anybody else", async () => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) elsewhere.push(request.url());
  });
  await page.reload();
  await page.getByRole("row", { name: ID }).waitFor();
  expect(elsewhere).toEqual([]);
  expect(problems).toEqual([]);
});
