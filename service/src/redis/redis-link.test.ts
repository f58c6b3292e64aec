import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Endpoint } from "../testing/endpoint.ts";
import { RedisServer } from "../testing/redis-server.ts";
import { selfSigned } from "../testing/self-signed.ts";
import { until } from "../testing/until.ts";
import { RedisLink } from "./redis-link.ts";

let primary: RedisServer;
let replica: RedisServer;
let endpoint: Endpoint;
let link: RedisLink;

beforeEach(async () => {
  [primary, replica] = await Promise.all([RedisServer.start(), RedisServer.start()]);
  await replica.replicate(primary);
  endpoint = await Endpoint.open(primary.port);
  link = RedisLink.open({ host: "127.0.0.1", port: endpoint.port, password: primary.password, tls: false });
  await until("the link to be up", () => link.isUp);
});
afterEach(async () => {
  link.close();
  await endpoint[Symbol.asyncDispose]();
  await Promise.all([primary[Symbol.asyncDispose](), replica[Symbol.asyncDispose]()]);
});

const write = () => link.attempt("SET", (redis) => redis.set("key", "value"));

test("without Redis an attempt gives nothing, and at once; with Redis back it works again", async () => {
  expect(await write()).toEqual({ value: "OK" });
  await primary.kill();
  expect(await write()).toBeUndefined();
  expect(link.isUp).toBe(false);
  const began = performance.now();
  for (let attempt = 0; attempt < 1_000; attempt++) expect(await write()).toBeUndefined();
  // Each would otherwise wait for 50 ms.
  expect(performance.now() - began).toBeLessThan(10_000);
  await primary.resume();
  await until("the link to be up again", () => link.isUp);
  expect(await write()).toEqual({ value: "OK" });
});

test("a server that hangs is waited for once and not by every request", async () => {
  primary.freeze();
  const answers = await Promise.all(Array.from({ length: 100 }, write));
  expect(answers.every((answer) => answer === undefined)).toBe(true);
  const began = performance.now();
  for (let attempt = 0; attempt < 1_000; attempt++) expect(await write()).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(10_000);
  primary.thaw();
  await until("the link to be up again", () => link.isUp);
});

test("after a failover the link finds the new primary, whether its connection was cut or only leads to a replica now", async () => {
  await primary.kill();
  await replica.command("REPLICAOF", "NO", "ONE");
  await endpoint.close();
  await endpoint.reopen(replica.port);
  await until("the new primary to be found", () => link.isUp);

  await primary.resume();
  await replica.replicate(primary);
  expect(await write()).toBeUndefined();
  await endpoint.close();
  await endpoint.reopen(primary.port);
  await until("the old primary to be found", () => link.isUp);
  expect(await write()).toEqual({ value: "OK" });
});

test("a connection that died without a word is made anew", async () => {
  endpoint.silence();
  expect(await write()).toBeUndefined();
  await until("a new connection", () => link.isUp);
});

test("a server that can't prove who it is gets no password", async () => {
  const { certificatePem: cert, privateKeyPem: key } = selfSigned(["127.0.0.1"]);
  let refused = 0;
  let received = 0;
  const impostor = createServer({ cert, key }, (socket) => socket.on("data", () => received++));
  impostor.on("tlsClientError", () => refused++);
  await once(impostor.listen(0, "127.0.0.1"), "listening");
  const { port } = impostor.address() as AddressInfo;
  const deceived = RedisLink.open({ host: "127.0.0.1", port, password: "secret", tls: true });
  try {
    await until("several attempts to connect", () => refused >= 2);
    expect([deceived.isUp, received]).toEqual([false, 0]);
  } finally {
    deceived.close();
    impostor.close();
  }
});
