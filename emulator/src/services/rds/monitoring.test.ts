import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareVenv } from "../../localstack/prepare-venv.mjs";
import { createLocalStack, type LocalStack } from "../../localstack/localstack.ts";
import { testGateway, type TestGateway } from "../../localstack/testing/test-gateway.ts";
import { createLog } from "../../log.ts";
import { Supervisor } from "../../runtimes/process/supervisor.ts";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { queryApi, type QueryApi } from "../query-api.ts";
import { createInstance, startRdsEnvironment, type RdsEnvironment } from "./testing/rds-environment.ts";

const VENV = join(import.meta.dirname, "../../../..", ".local", "venv");
const TOPIC = "arn:aws:sns:us-east-1:000000000000:events";

let instance: TestInstance;
let gateway: TestGateway;
let supervisor: Supervisor;
let localStack: LocalStack;
let environment: RdsEnvironment;
let sqs: QueryApi;
let queue: string;

beforeAll(async () => {
  await prepareVenv(VENV);
  const base = await testInstance();
  gateway = await testGateway([], () => localStack.address());
  instance = { ...base, gatewayPort: gateway.port, endpointUrl: `http://127.0.0.1:${gateway.port}` };
  ({ supervisor } = await Supervisor.start(join(instance.directories.root, "localstack"), []));
  localStack = createLocalStack({ instance, supervisor, venvDirectory: VENV, log: createLog(() => {}) });
  await localStack.start();
  environment = await startRdsEnvironment(instance, { metricsIntervalMs: 500 });
  const sns = queryApi(instance, "sns", "2010-03-31");
  sqs = queryApi(instance, "sqs", "2012-11-05");
  await sns("CreateTopic", { Name: "events" });
  queue = /<QueueUrl>([^<]+)</.exec((await sqs("CreateQueue", { QueueName: "events" })).body)![1]!;
  const subscription = { TopicArn: TOPIC, Protocol: "sqs", Endpoint: "arn:aws:sqs:us-east-1:000000000000:events" };
  await sns("Subscribe", {
    ...subscription,
    "Attributes.entry.1.key": "RawMessageDelivery",
    "Attributes.entry.1.value": "true",
  });
}, 600_000);
afterAll(async () => {
  await environment?.stop();
  await localStack?.stop();
  await supervisor?.stop();
  await gateway?.[Symbol.asyncDispose]();
  await instance?.[Symbol.asyncDispose]();
});

const rds = () => environment.rds.handlers;
const call = () => environment.call;

/** The event messages that reached the queue so far; each is taken from it once. */
const received: string[] = [];
async function receive(): Promise<readonly string[]> {
  const { body } = await sqs("ReceiveMessage", { QueueUrl: queue, MaxNumberOfMessages: "10" });
  for (const [, text] of body.matchAll(/<Body>([^<]+)</g)) {
    const message = JSON.parse(text!.replaceAll("&quot;", '"').replaceAll("&amp;", "&")) as Record<string, string>;
    received.push(`${message["Source ID"]}: ${message["Event Message"]}`);
  }
  for (const [, handle] of body.matchAll(/<ReceiptHandle>([^<]+)</g)) {
    await sqs("DeleteMessage", { QueueUrl: queue, ReceiptHandle: handle! });
  }
  return received;
}

test("what is subscribed to reaches the topic, and nothing else", async () => {
  const subscription = { SubscriptionName: "Deaths", SnsTopicArn: TOPIC, SourceType: "db-instance" };
  const asked = { ...subscription, EventCategories: ["creation", "configuration change"] };
  const { EventSubscription } = await rds().CreateEventSubscription(asked, call());
  expect(EventSubscription).toMatchObject({ CustSubscriptionId: "Deaths", Status: "active", Enabled: true });
  await createInstance(environment, "orders", false);
  const named = { DBInstanceIdentifier: "orders" };
  await rds().RebootDBInstance(named, call());
  await environment.untilStatus("orders", "available");
  await rds().ModifyDBInstance({ ...named, MasterUserPassword: "another-password" }, call());
  await until(async () => (await receive()).includes("orders: Reset master credentials"), {
    what: "the event of the new password",
    deadlineMs: 30_000,
  });
  expect(received).toEqual(["orders: DB instance created", "orders: Reset master credentials"]);
});

test("a subscription can be narrowed to sources, switched off, described, tagged and deleted", async () => {
  const named = { SubscriptionName: "deaths" };
  const added = await rds().AddSourceIdentifierToSubscription({ ...named, SourceIdentifier: "Orders" }, call());
  expect(added.EventSubscription!.SourceIdsList).toEqual(["orders"]);
  const modified = await rds().ModifyEventSubscription({ ...named, Enabled: false, EventCategories: [] }, call());
  expect(modified.EventSubscription).toMatchObject({ Enabled: false, EventCategoriesList: [] });
  const arn = { ResourceName: modified.EventSubscription!.EventSubscriptionArn! };
  await rds().AddTagsToResource({ ...arn, Tags: [{ Key: "team", Value: "payments" }] }, call());
  expect((await rds().ListTagsForResource(arn, call())).TagList).toEqual([{ Key: "team", Value: "payments" }]);
  const removed = await rds().RemoveSourceIdentifierFromSubscription({ ...named, SourceIdentifier: "orders" }, call());
  expect(removed.EventSubscription!.SourceIdsList).toEqual([]);
  await rds().DeleteEventSubscription(named, call());
  await expect(rds().DescribeEventSubscriptions(named, call())).rejects.toMatchObject({
    code: "SubscriptionNotFound",
    httpStatus: 404,
  });
});

test("the lag of a read replica is a metric", async () => {
  const replica = { DBInstanceIdentifier: "orders-replica", SourceDBInstanceIdentifier: "orders" };
  await rds().CreateDBInstanceReadReplica(replica, call());
  await environment.untilStatus("orders-replica", "available");
  const cloudWatch = queryApi(instance, "monitoring", "2010-08-01");
  const lag = async (): Promise<boolean> => {
    const now = Date.now();
    const { body } = await cloudWatch("GetMetricStatistics", {
      Namespace: "AWS/RDS",
      MetricName: "ReplicaLag",
      "Dimensions.member.1.Name": "DBInstanceIdentifier",
      "Dimensions.member.1.Value": "orders-replica",
      StartTime: new Date(now - 300_000).toISOString(),
      EndTime: new Date(now + 60_000).toISOString(),
      Period: "60",
      "Statistics.member.1": "Maximum",
    });
    return Number(/<Maximum>([^<]+)</.exec(body)?.[1] ?? -1) >= 0;
  };
  await until(lag, { what: "the metric", deadlineMs: 60_000, intervalMs: 500 });
});

test.each([
  [{ SnsTopicArn: `${TOPIC}-nobody-made` }, "SNSTopicArnNotFound"],
  [{ SnsTopicArn: "nonsense" }, "SNSInvalidTopic"],
  [{ SourceType: "db-instance", EventCategories: ["nonsense"] }, "SubscriptionCategoryNotFound"],
  [{ SourceType: "db-instance", SourceIds: ["nobody"] }, "SourceNotFound"],
  [{ SourceIds: ["orders"] }, "InvalidParameterCombination"],
  [{ SourceType: "nonsense" }, "InvalidParameterValue"],
  [{ SubscriptionName: "../x" }, "InvalidParameterValue"],
])("%o is refused as %s", async (more, code) => {
  const asked = { SubscriptionName: "refused", SnsTopicArn: TOPIC, ...more };
  await expect(rds().CreateEventSubscription(asked, call())).rejects.toMatchObject({ code });
});
