import { once } from "node:events";
import { connect as connectPlainly, createServer, type Server, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CertificateAuthority } from "../certificates/authority.ts";
import { testInstance, type TestInstance } from "../testing/test-instance.ts";
import { Forwarders } from "./forwarders.ts";

const PORT = 7_000;
let instance: TestInstance;
let authority: CertificateAuthority;
let forwarders: Forwarders;
let echo: Server;

const address = (host: number): string => `127.${instance.addressBlock}.9.${host}`;

beforeEach(async () => {
  instance = await testInstance();
  authority = await CertificateAuthority.open(instance.directories.certificates);
  forwarders = new Forwarders();
  echo = createServer((socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  await once(echo.listen(PORT, address(2)), "listening");
});
afterEach(async () => {
  await forwarders.stop();
  echo.close();
  await instance[Symbol.asyncDispose]();
});

async function open(isRequired: boolean): Promise<void> {
  const certificate = await authority.issue({ commonName: address(1), addresses: [address(1)] });
  await forwarders.open("e", address(1), PORT, { ...certificate, isRequired });
}

const point = (): Promise<void> => forwarders.point("e", { address: address(2), port: PORT });

const secure = (): Socket => quiet(connectSecurely({ host: address(1), port: PORT, ca: authority.caCertificatePem }));
const plain = (): Socket => quiet(connectPlainly({ host: address(1), port: PORT }));

function quiet(socket: Socket): Socket {
  return socket.on("error", () => {});
}

async function exchange(socket: Socket, text: string): Promise<string> {
  socket.end(text);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

test("a client that verifies the certificate reaches a server without TLS, whatever the size", async () => {
  await open(true);
  await point();
  const text = "x".repeat(4 * 1_048_576);
  expect(await exchange(secure(), text)).toBe(text);
});

test("a client that is held gets through over TLS once there is a target", async () => {
  await open(true);
  const held = exchange(secure(), "hello");
  await point();
  expect(await held).toBe("hello");
});

test("re-pointing cuts clients over TLS", async () => {
  await open(true);
  await point();
  const socket = secure();
  socket.write("hello");
  await once(socket, "data");
  const closed = once(socket, "close");
  await forwarders.point("e", null);
  await closed;
});

test("where TLS is required, plain text reaches nobody", async () => {
  await open(true);
  await point();
  let reached = 0;
  echo.on("connection", (socket) => socket.on("data", () => reached++));
  expect(await exchange(plain(), "PING\r\n").catch(() => "")).not.toContain("PING");
  expect(reached).toBe(0);
});

test("where TLS is optional, both kinds share the port", async () => {
  await open(false);
  await point();
  expect(await exchange(plain(), "PING\r\n")).toBe("PING\r\n");
  expect(await exchange(secure(), "hello")).toBe("hello");
});
