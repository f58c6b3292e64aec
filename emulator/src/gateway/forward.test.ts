import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { cleanups, raw, send, SIGNED, startGateway, startUpstream } from "./gateway-harness.ts";

describe("everything else goes to LocalStack", () => {
  test("with its raw headers and Host, without those of one connection", async () => {
    let received: IncomingMessage | undefined;
    const upstream = await startUpstream((request, response) => {
      received = request;
      response
        .writeHead(201, "Made", ["X-Case", "a", "Set-Cookie", "b", "Set-Cookie", "c", "Content-Length", "0"])
        .end();
    });
    const { port } = await startGateway({ upstream: () => upstream });
    const answer = await raw(
      port,
      "POST /bucket/a%2Fb?x=%7E HTTP/1.1\r\nHost: bucket.localhost\r\nX-Amz-Meta-A: 1\r\nX-AMZ-meta-a: 2\r\n" +
        `Authorization: ${SIGNED("s3")}\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(received?.url).toBe("/bucket/a%2Fb?x=%7E");
    const { rawHeaders } = received!;
    expect(rawHeaders.slice(0, 10)).toEqual([
      "Host",
      "bucket.localhost",
      "X-Amz-Meta-A",
      "1",
      "X-AMZ-meta-a",
      "2",
      "Authorization",
      SIGNED("s3"),
      "Content-Length",
      "0",
    ]);
    expect(rawHeaders.join().toLowerCase()).not.toMatch(/x-hop|,te,/);
    expect(answer).toMatch(/^HTTP\/1\.1 201 Made\r\nX-Case: a\r\nSet-Cookie: b\r\nSet-Cookie: c\r\n/);
  });

  test("bodies of any size pass unchanged, chunked or not, without a second answer to Expect", async () => {
    const upstream = await startUpstream((request, response) => {
      void buffer(request).then((body) => {
        response.end(JSON.stringify({ bytes: body.length, expect: request.headers.expect ?? null, end: body.at(-1) }));
      });
    });
    const { url } = await startGateway({ upstream: () => upstream });
    const body = Buffer.alloc(25_000_000, 7);
    const withLength = await send(url, {
      body,
      headers: { expect: "100-continue", "content-length": String(body.length) },
    });
    const chunked = await send(url, {
      body,
      headers: { "transfer-encoding": "chunked", "content-encoding": "aws-chunked" },
    });
    for (const answer of [withLength, chunked])
      expect(JSON.parse(answer.body)).toEqual({ bytes: 25_000_000, expect: null, end: 7 });
  });

  test("an event stream's headers and events arrive while it is open, and the upstream learns when the client leaves", async () => {
    const left = Promise.withResolvers<void>();
    const headersArrived = Promise.withResolvers<void>();
    const upstream = await startUpstream((_request, response) => {
      response.once("close", () => left.resolve());
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      void headersArrived.promise.then(() => response.write("data: 1\n\n"));
    });
    const { url } = await startGateway({ upstream: () => upstream });
    const leaving = new AbortController();
    const response = await fetch(url, { signal: leaving.signal });
    headersArrived.resolve();
    const first = await response.body!.getReader().read();
    expect(Buffer.from(first.value as Uint8Array).toString()).toBe("data: 1\n\n");
    leaving.abort();
    await left.promise;
  });

  test("LocalStack's health passes through", async () => {
    const upstream = await startUpstream((request, response) => response.end(`health ${request.url}`));
    const { url } = await startGateway({ upstream: () => upstream });
    expect((await send(`${url}/_localstack/health`, { method: "GET" })).body).toBe("health /_localstack/health");
  });

  test.each([
    [
      "JSON",
      { "x-amz-target": "secretsmanager.GetSecretValue" },
      /^\{"__type":"ServiceUnavailable","message":"LocalStack is starting/,
    ],
    ["XML", { "content-type": "application/x-www-form-urlencoded" }, /^<ErrorResponse>.*<Code>ServiceUnavailable</],
  ])("before it is up the answer is a %s 503 with Retry-After", async (_name, headers, body) => {
    const { url } = await startGateway();
    const answer = await send(url, { headers: headers, body: Buffer.alloc(1_000_000) });
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(answer.body).toMatch(body);
  });

  test("a refused connection is a 503, an answer that breaks off is not passed off as whole", async () => {
    const gone = await startUpstream(() => {});
    await cleanups.pop()!();
    const refusing = await startGateway({ upstream: () => gone });
    expect((await send(refusing.url, { body: "x" })).status).toBe(503);
    const breaking = await startUpstream((_request, response) => {
      response.writeHead(200).write("half", () => response.destroy());
    });
    const { url } = await startGateway({ upstream: () => breaking });
    await expect(send(url)).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});
