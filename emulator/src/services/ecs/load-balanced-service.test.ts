import { StopTaskCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { elbv2Fixture, type Elbv2Fixture } from "../elbv2/testing/elbv2-fixture.ts";
import { elbv2TargetGroups } from "./backend/elbv2-target-groups.ts";
import { CLUSTER, IMAGE, Scenario } from "./testing/scenario.ts";
import { TestEcs } from "./testing/test-ecs.ts";

const PORT = 8081;
/** Answers after 50 ms, so that requests are always in flight; drains on SIGTERM. */
const SLOW_SERVER = (answer: string): string => `
import { createServer } from "node:http";
const server = createServer((request, response) => setTimeout(() => response.end("${answer}"), 50));
server.listen(8080, process.env.HOST);
process.on("SIGTERM", () => server.close(() => process.exit(0)));`;

let elb: Elbv2Fixture;
let ecs: TestEcs;
let aws: Scenario;
let url: string;
beforeEach(async () => {
  elb = await elbv2Fixture();
  const context = { requestId: "ecs", region: "us-east-1", accountId: "000000000000" };
  ecs = await TestEcs.start(elbv2TargetGroups(elb.service().handlers, context));
  aws = await Scenario.start(ecs);
  const { arn, address } = await elb.loadBalancer("backend");
  const targetGroupArn = await elb.targetGroup("backend", []);
  await elb.client.modifyTargetGroupAttributes({
    TargetGroupArn: targetGroupArn,
    Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "1" }],
  });
  const DefaultActions = [{ Type: "forward" as const, TargetGroupArn: targetGroupArn }];
  await elb.client.createListener({ LoadBalancerArn: arn, Protocol: "HTTP", Port: PORT, DefaultActions });
  url = `http://${address}:${PORT}/`;
  ecs.images.push(IMAGE, SLOW_SERVER("one"));
  await aws.register();
  const loadBalancers = [{ targetGroupArn, containerName: "backend", containerPort: 8080 }];
  await aws.createService({ loadBalancers, healthCheckGracePeriodSeconds: 60 });
  await aws.serviceSays(/steady state/);
});
afterEach(async () => {
  await ecs[Symbol.asyncDispose]();
  await elb[Symbol.asyncDispose]();
});

/** Eight clients that request without pause until `work` is done; what each answer was. */
async function underLoad(work: () => Promise<unknown>): Promise<string[]> {
  const answers: string[] = [];
  const load = new AbortController();
  const clients = Array.from({ length: 8 }, async () => {
    while (!load.signal.aborted) {
      const answer = await fetch(url).then(
        async (response) => (response.ok ? response.text() : `status ${response.status}`),
        (error: unknown) => `failed: ${String((error as Error).cause ?? error)}`,
      );
      answers.push(answer);
    }
  });
  await work();
  load.abort();
  await Promise.all(clients);
  return answers;
}

test("no request fails while a task is stopped and replaced, nor while a rolling update brings a new image", async () => {
  const [task] = await aws.runningTasks();
  const whileStopping = await underLoad(async () => {
    await ecs.client.send(new StopTaskCommand({ cluster: CLUSTER, task: task!.taskArn! }));
    const stopped = await aws.taskReaches(task!.taskArn!, "STOPPED");
    expect(stopped.containers![0]!.exitCode).toBe(0);
  });
  expect(new Set(whileStopping)).toEqual(new Set(["one"]));
  ecs.images.push(IMAGE, SLOW_SERVER("two"));
  const whileUpdating = await underLoad(async () => {
    const service = { cluster: CLUSTER, service: "backend", forceNewDeployment: true };
    const updated = await ecs.client.send(new UpdateServiceCommand(service));
    await aws.serviceSays(new RegExp(`\\(deployment ${updated.service!.deployments![0]!.id}\\) deployment completed`));
  });
  expect(new Set(whileUpdating)).toEqual(new Set(["one", "two"]));
  expect(await (await fetch(url)).text()).toBe("two");
});
