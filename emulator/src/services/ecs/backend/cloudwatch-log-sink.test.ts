import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../../wait/until.ts";
import { AwsError } from "../../../wire/aws-error.ts";
import { defineService } from "../../../wire/define-service.ts";
import { cloudWatchLogSink } from "./cloudwatch-log-sink.ts";

/** A CloudWatch Logs that can be away. */
class TestLogs {
  readonly groups = new Set(["/ecs/test"]);
  readonly streams = new Map<string, { timestamp: number; message: string }[]>();
  isAway = false;
  server!: Server;

  readonly #endpoint = defineService({
    signingName: "logs",
    protocol: "awsJson1_1",
    sdk,
    log: () => {},
    handlers: {
      CreateLogGroup: async ({ logGroupName }) => (this.groups.add(logGroupName!), {}),
      CreateLogStream: async ({ logGroupName, logStreamName }) => {
        if (!this.groups.has(logGroupName!)) throw notFound("The specified log group does not exist.");
        this.streams.set(logStreamName!, []);
        return {};
      },
      PutLogEvents: async ({ logStreamName, logEvents }) => {
        const stream = this.streams.get(logStreamName!);
        if (!stream) throw notFound("The specified log stream does not exist.");
        stream.push(...logEvents!.map(({ timestamp, message }) => ({ timestamp: timestamp!, message: message! })));
        return {};
      },
    },
  });

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      void buffer(request).then(async (body) => {
        if (this.isAway) return response.writeHead(503).end();
        const context = { requestId: "r", region: "us-east-1", accountId: "000000000000" };
        const query = new URLSearchParams();
        const answer = await this.#endpoint.handle({ headers: request.headers, query, body, context });
        return response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  messages(stream: string): string[] {
    return (this.streams.get(stream) ?? []).map(({ message }) => message);
  }
}

function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

let logs: TestLogs;
let sink: ReturnType<typeof cloudWatchLogSink>;
beforeEach(async () => {
  logs = new TestLogs();
  const settings = { batchMs: 20, retryMsMin: 20, retryMsMax: 50, bytesMaxPerStream: 3_000 };
  sink = cloudWatchLogSink({ endpointUrl: await logs.start(), region: "us-east-1" }, settings);
});
afterEach(() => {
  logs.server.closeAllConnections();
  logs.server.close();
});

const STREAM = { group: "/ecs/test", stream: "backend/backend/1", createGroup: false };
const open = async (name = STREAM): Promise<(line: string) => void> => {
  const opened = await sink.open(name);
  if ("refused" in opened) throw new Error(opened.refused);
  return opened.write;
};

test("lines arrive in order with times that don't go back", async () => {
  const write = await open();
  for (let index = 0; index < 50; index++) write(`line ${index}`);
  await sink.flush(5_000);
  expect(logs.messages(STREAM.stream)).toEqual(Array.from({ length: 50 }, (_, index) => `line ${index}`));
  const times = logs.streams.get(STREAM.stream)!.map(({ timestamp }) => timestamp);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test("a log group that doesn't exist is refused, unless the task may create it", async () => {
  const missing = { ...STREAM, group: "/ecs/other" };
  expect(await sink.open(missing)).toEqual({
    refused: "ResourceNotFoundException: The specified log group does not exist.",
  });
  const write = await open({ ...missing, createGroup: true });
  write("hello");
  await sink.flush(5_000);
  expect(logs.messages(STREAM.stream)).toEqual(["hello"]);
});

test("while CloudWatch Logs is away lines wait, and the count of those that had no room is logged", async () => {
  logs.isAway = true;
  const write = await open();
  for (let index = 0; index < 200; index++) write(`line ${index}`);
  logs.isAway = false;
  const messages = await until(
    () => logs.messages(STREAM.stream).includes("line 199") && logs.messages(STREAM.stream),
    {
      what: "the last line",
      deadlineMs: 10_000,
    },
  );
  const [notice, ...kept] = messages as string[];
  expect(notice).toBe(
    `${200 - kept.length} log lines before this one were dropped because CloudWatch Logs could not be reached.`,
  );
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => `line ${200 - kept.length + index}`));
});

test("a stream that was lost with CloudWatch Logs' state is made again", async () => {
  const write = await open();
  write("before");
  await sink.flush(5_000);
  logs.streams.clear();
  write("after");
  await sink.flush(5_000);
  expect(logs.messages(STREAM.stream)).toEqual(["after"]);
});
