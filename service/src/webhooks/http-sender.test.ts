import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { isAllowedAddress } from "./address-policy.ts";
import { createHttpSender } from "./http-sender.ts";

type Handler = Parameters<typeof createServer>[1];

/** A server on a loopback port, and how often it was asked. */
async function serve(handler: Handler): Promise<{ port: number; asked: () => number }> {
  const server = createServer();
  let asked = 0;
  server.on("request", (request, response) => {
    asked++;
    (handler as (...args: unknown[]) => void)(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked: () => asked };
}

test.each([
  ["93.184.216.34", true],
  ["2606:2800:220:1:248:1893:25c8:1946", true],
  ["0.0.0.0", false],
  ["10.1.2.3", false],
  ["100.64.0.1", false],
  ["127.0.0.1", false],
  ["127.9.9.9", false],
  ["169.254.169.254", false],
  ["172.16.0.1", false],
  ["172.31.255.255", false],
  ["172.32.0.1", true],
  ["192.168.1.1", false],
  ["198.18.0.1", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["::", false],
  ["::1", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:7f00:1", false],
  ["::ffff:93.184.216.34", false],
  ["::127.0.0.1", false],
  ["64:ff9b::7f00:1", false],
  ["2002:7f00:1::", false],
  ["2001:0:7f00:1::", false],
  ["2001:db8::1", false],
  ["fc00::1", false],
  ["fd00:ec2::254", false],
  ["fe80::1", false],
  ["ff02::1", false],
  ["no address", false],
])("%s may be sent to: %s", (address, allowed) => {
  expect(isAllowedAddress(address, false)).toBe(allowed);
});

test("only loopback is added where that is allowed", () => {
  expect(["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254"].map((address) => isAllowedAddress(address, true))).toEqual(
    [true, true, false, false],
  );
});

test.each([
  "https://127.0.0.1/",
  "https://localhost/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://017700000001/",
  "http://93.184.216.34/",
  "https://user:secret@93.184.216.34/",
  "ftp://93.184.216.34/",
  "file:///etc/passwd",
  "no url",
])("nothing is sent to %s", async (url) => {
  const sender = createHttpSender({ allowLoopback: false });
  await expect(sender.check(url)).rejects.toMatchObject({ code: "webhook_url_refused", param: "url" });
  const answer = await sender.send(url, {}, "{}");
  expect([answer.status, answer.error]).toEqual([null, expect.stringMatching(/^Webhooks can't be sent/)]);
});

test("a name of which any address is private is refused, whichever comes first", async () => {
  const resolve = async (): Promise<string[]> => ["93.184.216.34", "10.0.0.1"];
  const { error } = await createHttpSender({ allowLoopback: false, resolve }).send("https://a.example/", {}, "{}");
  expect(error).toMatch(/10\.0\.0\.1, which is not public/);
});

test("the name is resolved once, and the connection goes to the address that was checked", async () => {
  let host: string | undefined;
  const { port, asked } = await serve((request, response) => {
    host = request.headers.host;
    response.end();
  });
  const answers = [["127.0.0.1"], ["10.0.0.1"]];
  let lookups = 0;
  const resolve = async (): Promise<string[]> => answers[lookups++]!;
  const sender = createHttpSender({ allowLoopback: true, resolve });
  const url = `http://rebinding.example:${port}/`;
  expect(await sender.send(url, {}, "{}")).toEqual({ status: 200, error: null });
  expect([lookups, asked(), host]).toEqual([1, 1, `rebinding.example:${port}`]);
  expect((await sender.send(url, {}, "{}")).error).toMatch(/not public/);
  expect(asked()).toBe(1);
});

test("a redirect is an answer and is not followed", async () => {
  const target = await serve((_request, response) => void response.end());
  const { port } = await serve((_request, response) => {
    response.writeHead(307, { location: `http://127.0.0.1:${target.port}/` }).end();
  });
  const answer = await createHttpSender({ allowLoopback: true }).send(`http://127.0.0.1:${port}/`, {}, "{}");
  expect([answer.status, target.asked()]).toEqual([307, 0]);
});

test("an answer without end is cut off, and one that doesn't come is not waited for", async () => {
  let written = 0;
  const endless = await serve((_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write("x".repeat(8_192))) written += 8_192;
      response.once("drain", more);
    };
    response.writeHead(200);
    more();
  });
  const sender = createHttpSender({ allowLoopback: true, timeoutMs: 2_000 });
  expect((await sender.send(`http://127.0.0.1:${endless.port}/`, {}, "{}")).status).toBe(200);
  expect(written).toBeLessThan(64 * 1024 * 1024);
  const silent = await serve(() => {});
  const answer = await sender.send(`http://127.0.0.1:${silent.port}/`, {}, "{}");
  expect(answer).toEqual({ status: null, error: "No answer came within 2000 ms." });
  const trickle = await serve((_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x"), 50);
    response.on("close", () => clearInterval(timer));
  });
  expect((await sender.send(`http://127.0.0.1:${trickle.port}/`, {}, "{}")).status).not.toBe(204);
});
