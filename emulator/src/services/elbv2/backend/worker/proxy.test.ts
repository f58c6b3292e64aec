import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../../../wait/until.ts";
import { named } from "../../testing/backend-server.ts";
import { proxyFixture, type ProxyFixture } from "../../testing/proxy-fixture.ts";
import { send } from "../../testing/send.ts";
import { start } from "../../testing/start.ts";

const MEGABYTE = 1_048_576;

let proxy: ProxyFixture;
beforeEach(async () => {
  proxy = await proxyFixture();
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
});

test("a target that resets is answered with 502, or by a cut response, and is never sent a request twice", async () => {
  await using reset = await proxy.backend("reset", (request, response) => {
    if (request.url === "/half") {
      response.writeHead(200, { "content-length": 100 });
      response.write("half", () => request.socket.resetAndDestroy());
    } else if (request.url?.startsWith("/warm")) response.end("warm");
    else request.socket.resetAndDestroy();
  });
  await proxy.apply([proxy.target("reset")]);
  for (const method of ["GET", "HEAD", "PUT", "POST", "DELETE"]) {
    // A kept-alive connection is what an HTTP client would be tempted to retry on.
    expect((await send(proxy.url(`/warm-${method}`))).status).toBe(200);
    const path = `/reset-${method}`;
    const body = method === "POST" || method === "PUT" ? { body: "payment" } : {};
    expect((await send(proxy.url(path), { method, ...body })).status).toBe(502);
    expect(reset.count(method, path)).toBe(1);
  }
  await expect(send(proxy.url("/half"))).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(reset.count("GET", "/half")).toBe(1);
  await reset.die();
  expect((await send(proxy.url("/gone"), { method: "POST", body: "payment" })).status).toBe(502);
});

test("a client that goes away ends its request at the target", async () => {
  let closed: Promise<unknown> | undefined;
  await using slow = await proxy.backend("slow", (request) => {
    closed = once(request.socket, "close");
  });
  await proxy.apply([proxy.target("slow")]);
  const request = httpRequest(proxy.url("/slow"), { agent: false }).end();
  request.on("error", () => undefined);
  await until(() => slow.count("GET", "/slow") === 1, { what: "the target to be asked", deadlineMs: 5_000 });
  request.destroy();
  await closed;
  expect(slow.count("GET", "/slow")).toBe(1);
});

test("bodies of a megabyte pass both ways, unchanged", async () => {
  await using _echo = await proxy.backend("echo", (request, response) => void request.pipe(response));
  await proxy.apply([proxy.target("echo")]);
  const body = Buffer.from(Array.from({ length: MEGABYTE }, (_, index) => 32 + (index % 90)));
  expect((await send(proxy.url("/"), { method: "POST", body })).body).toBe(body.toString());
  const chunked = { "transfer-encoding": "chunked" };
  expect((await send(proxy.url("/"), { method: "PUT", body, headers: chunked })).body).toBe(body.toString());
});

test("an answer that comes before the request body has been sent reaches the client, which may go on", async () => {
  await using _strict = await proxy.backend("strict", (request, response) => {
    request.pause();
    response.writeHead(413).end("too large");
  });
  await proxy.apply([proxy.target("strict")]);
  const client = connect(proxy.port, proxy.address);
  const answers = text(client);
  client.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${MEGABYTE}\r\n\r\n`);
  client.write(Buffer.alloc(MEGABYTE / 2));
  await once(client, "data");
  client.write(Buffer.alloc(MEGABYTE / 2));
  client.write("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect((await answers).match(/413 Payload Too Large/g)).toHaveLength(2);
});

test("what a target streams arrives while it is still streaming", async () => {
  let go: (() => void) | undefined;
  await using _stream = await proxy.backend("stream", (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: 1\n\n");
    go = () => response.end("data: 2\n\n");
  });
  await proxy.apply([proxy.target("stream")]);
  const response = await start(proxy.url("/events"));
  const [first] = (await once(response, "data")) as [Buffer];
  expect(first.toString()).toBe("data: 1\n\n");
  go?.();
  expect(await text(response)).toBe("data: 2\n\n");
});

test("a WebSocket is joined to its target, and a refusal passes on", async () => {
  await using chat = await proxy.backend("chat", named("plain"));
  chat.server.on("upgrade", (request: IncomingMessage, socket: Socket) => {
    if (request.url === "/no") {
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
      return;
    }
    const { "sec-websocket-key": key } = request.headers;
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Key: ${key}\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  await proxy.apply([proxy.target("chat")]);
  const headers = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-key": "abc" };
  const accepted = httpRequest(proxy.url("/yes"), { agent: false, headers }).end();
  const [answer, socket] = (await once(accepted, "upgrade")) as [IncomingMessage, Socket];
  expect(answer.headers).toMatchObject({ "x-key": "abc", upgrade: "websocket" });
  socket.write("ping");
  expect(String(((await once(socket, "data")) as [Buffer])[0])).toBe("ping");
  socket.destroy();
  expect(await send(proxy.url("/no"), { headers })).toMatchObject({ status: 403, body: "no" });
  expect((await send(proxy.url("/h2c"), { headers: { connection: "Upgrade", upgrade: "h2c" } })).body).toBe("plain");
});

test("a target that says nothing for the idle timeout is answered with 504, a client with 408", async () => {
  await using silent = await proxy.backend("silent", () => undefined);
  await proxy.apply([proxy.target("silent")], { attributes: { idleTimeoutMs: 1_000 } });
  expect((await send(proxy.url("/"))).body).toContain("504 Gateway Time-out");
  expect(silent.count("GET", "/")).toBe(1);
  const client = connect(proxy.port, proxy.address);
  client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
  expect(await text(client)).toContain("HTTP/1.1 408 Request Time-out");
});

test("a malformed or ambiguous request is refused before it reaches a target", async () => {
  await using safe = await proxy.backend("safe", named("safe"));
  await proxy.apply([proxy.target("safe")], { attributes: { dropInvalidHeaderFields: true } });
  for (const head of [
    "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
    "nonsense\r\n\r\n",
  ]) {
    const client = connect(proxy.port, proxy.address);
    client.write(head);
    expect(await text(client)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nServer: awselb\/2\.0\r\n/);
  }
  expect(safe.received).toEqual([]);
  await send(proxy.url("/"), { headers: { not_valid: "1", "Is-Valid": "1" } });
  expect(safe.received[0]?.headers["is-valid"]).toBe("1");
  expect(safe.received[0]?.headers["not_valid"]).toBeUndefined();
});
