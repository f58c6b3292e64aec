import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGateway, type Gateway } from "../../gateway/gateway.ts";
import { prepareVenv } from "../../localstack/prepare-venv.mjs";
import { createLocalStack, type LocalStack } from "../../localstack/localstack.ts";
import { Supervisor } from "../../runtimes/process/supervisor.ts";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { logsIntercepts } from "./logs-intercepts.ts";

const VENV = join(import.meta.dirname, "..", "..", "..", "..", ".local", "venv");
const GROUP = "/ecs/test";
const log = (): void => {};

let instance: TestInstance;
let gateway: Gateway;
let supervisor: Supervisor;
let localStack: LocalStack;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  await prepareVenv(VENV);
  instance = await testInstance();
  gateway = createGateway({
    instance,
    services: [],
    routes: [],
    intercepts: logsIntercepts(),
    upstream: () => localStack.address(),
    status: () => ({ emulator: "running", localstack: "running" }),
    resources: () => [],
    log,
  });
  const port = await gateway.listen();
  const endpointUrl = `http://127.0.0.1:${port}`;
  ({ supervisor } = await Supervisor.start(instance.directories.root, []));
  localStack = createLocalStack({
    instance: { ...instance, gatewayPort: port, endpointUrl },
    supervisor,
    venvDirectory: VENV,
    log,
  });
  await localStack.start();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  logs = new CloudWatchLogsClient({ endpoint: endpointUrl, region: "us-east-1", credentials });
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  const timestamp = Date.now() - 60_000;
  // Three streams whose events interleave in time: every third one is an error, every seventh is JSON.
  for (const [offset, logStreamName] of ["task/a", "task/b", "other/c"].entries()) {
    await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
    const logEvents = Array.from({ length: 100 }, (_, index) => ({
      timestamp: timestamp + index * 3 + offset,
      message: messageAt(index * 3 + offset),
    }));
    await logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));
  }
}, 600_000);

afterAll(async () => {
  logs?.destroy();
  await localStack?.stop();
  await gateway?.close();
  await supervisor?.stop();
  await instance?.[Symbol.asyncDispose]();
});

const messageAt = (index: number): string =>
  index % 7 === 0
    ? JSON.stringify({ index, status: 200 + (index % 4) * 100 })
    : `${index % 3 === 1 ? "ERROR" : "INFO"} ${index}`;
const ALL = Array.from({ length: 300 }, (_, index) => messageAt(index));

async function filter(input: Omit<FilterLogEventsCommandInput, "logGroupName">, pageSize = 10_000): Promise<string[]> {
  const messages: string[] = [];
  const paging = { client: logs, pageSize };
  for await (const page of paginateFilterLogEvents(paging, { logGroupName: GROUP, ...input })) {
    expect(page.events!.length).toBeLessThanOrEqual(pageSize);
    messages.push(...page.events!.map(({ message }) => message!));
  }
  return messages;
}

test.each([10_000, 7, 1])("pages of %i hold the matching events of all streams in order of time", async (pageSize) => {
  const expected = ALL.filter((message) => message.includes("ERROR"));
  expect(expected.length).toBeGreaterThan(80);
  expect(await filter({ filterPattern: "ERROR" }, pageSize)).toEqual(expected);
});

test("JSON and space-delimited patterns, a stream prefix and a time range narrow it down together", async () => {
  const statuses = ALL.filter(
    (message) => message.startsWith("{") && (JSON.parse(message) as { status: number }).status >= 400,
  );
  expect(await filter({ filterPattern: "{ $.status >= 400 }" })).toEqual(statuses);
  expect(await filter({ filterPattern: "[level=INFO, number>295]" })).toEqual(["INFO 296", "INFO 297", "INFO 299"]);
  const prefixed = await filter({ filterPattern: "[level, number<10]", logStreamNamePrefix: "task/" });
  expect(prefixed).toEqual(["ERROR 1", "INFO 3", "ERROR 4", "INFO 6", "INFO 9"]);
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern: '"ERROR 100"' }));
  const { timestamp: startTime } = events![0]!;
  expect(await filter({ filterPattern: "ERROR", startTime, endTime: startTime! + 6 })).toEqual([
    "ERROR 100",
    "ERROR 103",
    "ERROR 106",
  ]);
});

test("without a pattern everything comes, and a group may be named by its ARN", async () => {
  expect(await filter({})).toEqual(ALL);
  const logGroupIdentifier = `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}`;
  const answer = await logs.send(new FilterLogEventsCommand({ logGroupIdentifier, limit: 1 }));
  expect(answer).toMatchObject({ events: [{ message: ALL[0], logStreamName: "task/a" }], searchedLogStreams: [] });
  expect(answer.events![0]).toHaveProperty("eventId");
});

test("errors are AWS's", async () => {
  await expect(filter({ filterPattern: "{ $.a = 1" })).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Invalid filter pattern: If a filter pattern starts with '{' it must end with '}'",
  });
  await expect(filter({ logStreamNames: ["task/a"], logStreamNamePrefix: "task" })).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  await expect(
    logs.send(new FilterLogEventsCommand({ logGroupName: "/none", filterPattern: "ERROR" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
