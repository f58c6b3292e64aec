import * as ecs from "@aws-sdk/client-ecs";
import * as rds from "@aws-sdk/client-rds";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { testInstance } from "../testing/test-instance.ts";
import { defineService } from "../wire/define-service.ts";
import { cleanups, raw, send, SIGNED, startGateway, startUpstream } from "./gateway-harness.ts";
import { createGateway } from "./gateway.ts";

const ecsService = defineService({
  signingName: "ecs",
  protocol: "awsJson1_1",
  sdk: ecs,
  log: () => {},
  bodyBytesMax: 1_000,
  handlers: {
    ListClusters: async (_input, context) => ({
      clusterArns: [`arn:aws:ecs:${context.region}:${context.accountId}:cluster/a`],
    }),
  },
});
const rdsService = defineService({
  signingName: "rds",
  protocol: "awsQuery",
  sdk: rds,
  log: () => {},
  bodyBytesMax: 1_000,
  handlers: { DescribeDBInstances: async () => ({ DBInstances: [] }) },
});

describe("own services", () => {
  test("are found by the credential scope of the header, with its region", async () => {
    const { url } = await startGateway({ services: [ecsService, rdsService] });
    const client = new ecs.ECSClient({
      endpoint: url,
      region: "eu-west-1",
      credentials: { accessKeyId: "t", secretAccessKey: "t" },
    });
    expect((await client.send(new ecs.ListClustersCommand({}))).clusterArns).toEqual([
      "arn:aws:ecs:eu-west-1:000000000000:cluster/a",
    ]);
  });

  test("are found by the credential scope of a presigned URL", async () => {
    const { url } = await startGateway({ services: [rdsService] });
    const query = "Action=DescribeDBInstances&X-Amz-Credential=test%2F20260101%2Fus-east-1%2Frds%2Faws4_request";
    const answer = await send(`${url}/?${query}`, { method: "GET" });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "text/xml" } });
    expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.body).toContain("<DescribeDBInstancesResult>");
  });

  test.each([
    [
      "ecs",
      "X-Amz-Target: AmazonEC2ContainerServiceV20141113.ListClusters",
      /\r\n\r\n\{"__type":"RequestEntityTooLarge"/,
    ],
    ["rds", "X-None: 1", /\r\n\r\n<ErrorResponse>.*<Code>RequestEntityTooLarge</],
  ])("refuse a body above the limit (%s) in AWS's shape", async (service, header, answer) => {
    const { port } = await startGateway({ services: [ecsService, rdsService] });
    const lines = [
      "POST / HTTP/1.1",
      "Host: x",
      `Authorization: ${SIGNED(service)}`,
      header,
      "Content-Length: 50000000",
    ];
    const received = await raw(port, `${lines.join("\r\n")}\r\n\r\n${"x".repeat(50_000_000)}`);
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
    expect(received).toMatch(answer);
  });

  test("may not be called by another origin's web page", async () => {
    const { url, port } = await startGateway({ services: [rdsService] });
    const target = `${url}/?Action=DescribeDBInstances&X-Amz-Credential=t%2F20260101%2Fus-east-1%2Frds%2Faws4_request`;
    for (const headers of [
      { origin: "http://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-origin", host: `evil.example:${port}` },
    ]) {
      const answer = await send(target, { headers: headers });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain("<Code>AccessDenied</Code>");
    }
    expect((await send(target, { headers: { origin: url, "sec-fetch-site": "same-origin" } })).status).toBe(200);
  });
});

describe("bad clients", () => {
  test("bytes that are no HTTP and huge headers are answered and leave the gateway alive", async () => {
    const { url, port } = await startGateway();
    expect(await raw(port, "\x16\x03\x01 hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(port, `GET / HTTP/1.1\r\nX: ${"a".repeat(100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect((await send(`${url}/_emulator/health`, { method: "GET" })).status).toBe(200);
  });

  test("one that leaves in the middle of a body leaves the gateway alive", async () => {
    const { url, port } = await startGateway({ services: [rdsService] });
    const socket = connect(port, "127.0.0.1");
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nAuthorization: ${SIGNED("rds")}\r\nContent-Length: 100\r\n\r\nAction=`);
    socket.end();
    await once(socket.resume(), "close");
    expect((await send(`${url}/_emulator/health`, { method: "GET" })).status).toBe(200);
  });
});

test("a taken port is one sentence that names it and says what to do", async () => {
  const { port } = await startUpstream(() => {});
  const instance = { ...(await testInstance()), gatewayPort: port };
  cleanups.push(async () => instance[Symbol.asyncDispose]());
  await expect(startGateway({ instance })).rejects.toMatchObject({
    code: "PortTaken",
    message: expect.stringMatching(
      new RegExp(`^Port ${port} on 127.0.0.1 is in use by another program: end .*\\.$`),
    ) as string,
  });
});

test("closing lets a request in flight end", async () => {
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const instance = await testInstance();
  cleanups.push(async () => instance[Symbol.asyncDispose]());
  const slow = defineService({
    signingName: "ecs",
    protocol: "awsJson1_1",
    sdk: ecs,
    log: () => {},
    handlers: {
      ListClusters: async () => {
        arrived.resolve();
        await release.promise;
        return {};
      },
    },
  });
  const gateway = createGateway({
    instance,
    services: [slow],
    routes: [],
    intercepts: [],
    upstream: () => undefined,
    status: () => ({ emulator: "running", localstack: "running" }),
    resources: () => [],
    log: () => {},
  });
  const port = await gateway.listen();
  const headers = { authorization: SIGNED("ecs"), "x-amz-target": "AmazonEC2ContainerServiceV20141113.ListClusters" };
  const answer = send(`http://127.0.0.1:${port}`, { headers, body: "{}" });
  await arrived.promise;
  const closed = gateway.close();
  release.resolve();
  expect((await answer).status).toBe(200);
  await closed;
});
