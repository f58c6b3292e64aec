import {
  DeleteServiceCommand,
  StopTaskCommand,
  UpdateServiceCommand,
  waitUntilServicesInactive,
  type UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../wait/until.ts";
import { addressOf, CLUSTER, IMAGE, Scenario } from "./testing/scenario.ts";
import { TestEcs } from "./testing/test-ecs.ts";
import { serverScript } from "./testing/test-scripts.ts";

let ecs: TestEcs;
let aws: Scenario;
beforeEach(async () => {
  ecs = await TestEcs.start();
  aws = await Scenario.start(ecs);
});
afterEach(() => ecs[Symbol.asyncDispose]());

const update = (input: Omit<UpdateServiceCommandInput, "service">) =>
  ecs.client.send(new UpdateServiceCommand({ cluster: CLUSTER, service: "backend", ...input }));
const messages = async (): Promise<string[]> => (await aws.describeService()).events!.map(({ message }) => message!);
const answer = (address: string): Promise<string> =>
  until(async () => (await fetch(`http://${address}:8080/`)).text(), { what: address, deadlineMs: 10_000 });

test("a service keeps its tasks, each on its own address, and says so", async () => {
  ecs.images.push(IMAGE, serverScript("HOST"));
  await aws.register();
  await aws.createService({ loadBalancers: aws.loadBalancers });
  await aws.serviceSays(/has reached a steady state/);
  await aws.stable();
  const addresses = (await aws.runningTasks()).map(addressOf);
  expect(new Set(addresses).size).toBe(2);
  expect(await Promise.all(addresses.map(answer))).toEqual(addresses);
  const said = (await messages()).map((message) => message.replaceAll(/[0-9a-f]{32}|\d{19}/g, "X"));
  expect(said.toReversed()).toEqual([
    "(service backend) has started 2 tasks: (task X) (task X).",
    expect.stringMatching(/^\(service backend\) registered 1 targets in \(target-group arn:/),
    expect.stringMatching(/^\(service backend\) registered 1 targets in \(target-group arn:/),
    "(service backend) (deployment ecs-svc/X) deployment completed.",
    "(service backend) has reached a steady state.",
  ]);
});

test("a task that dies is replaced", async () => {
  ecs.images.push(IMAGE, serverScript("request.url === '/die' ? process.exit(1) : 'ok'"));
  await aws.register();
  await aws.createService({ desiredCount: 1 });
  await aws.serviceSays(/steady state/);
  const [dying] = await aws.runningTasks();
  await answer(addressOf(dying!));
  await fetch(`http://${addressOf(dying!)}:8080/die`).catch(() => {});
  expect(await aws.taskReaches(dying!.taskArn!, "STOPPED")).toMatchObject({ stopCode: "EssentialContainerExited" });
  await aws.stable();
  const [replacement] = await aws.runningTasks();
  expect(replacement!.taskArn).not.toBe(dying!.taskArn);
});

test("a rolling update keeps the healthy minimum, and a forced one picks up the tag's new image", async () => {
  ecs.images.push(IMAGE, serverScript('"one"'));
  await aws.register();
  await aws.createService({ loadBalancers: aws.loadBalancers });
  await aws.serviceSays(/steady state/);
  const second = ecs.images.push(IMAGE, serverScript('"two"'));
  await update({ forceNewDeployment: true });
  const samples: number[] = [];
  await until(
    async () => {
      const health = await ecs.targetGroups.describeTargetHealth();
      samples.push(health.filter(({ state }) => state === "healthy").length);
      const { deployments } = await aws.describeService();
      return deployments!.length === 1 && deployments![0]!.rolloutState === "COMPLETED";
    },
    { what: "the deployment to complete", deadlineMs: 20_000 },
  );
  expect(Math.min(...samples)).toBeGreaterThanOrEqual(2);
  await aws.stable();
  const tasks = await aws.runningTasks();
  expect(tasks.map(({ containers }) => containers![0]!.imageDigest)).toEqual([second, second]);
  expect(await Promise.all(tasks.map(addressOf).map(answer))).toEqual(["two", "two"]);
});

test("tasks of one deployment run the same image although the tag moves or goes", async () => {
  const first = ecs.images.push(IMAGE, serverScript('"one"'));
  await aws.register();
  await aws.createService({ desiredCount: 1 });
  await aws.serviceSays(/steady state/);
  ecs.images.push(IMAGE, serverScript('"two"'));
  await update({ desiredCount: 2 });
  await aws.stable();
  ecs.images.untag(IMAGE);
  await update({ desiredCount: 3 });
  await aws.stable();
  const tasks = await aws.runningTasks();
  expect(tasks.map(({ containers }) => containers![0]!.imageDigest)).toEqual([first, first, first]);
});

test("the circuit breaker rolls a deployment that doesn't start back, while the old tasks go on", async () => {
  const good = ecs.images.push(IMAGE, serverScript('"good"'));
  await aws.register();
  await aws.createService({
    loadBalancers: aws.loadBalancers,
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
  });
  await aws.serviceSays(/steady state/);
  const before = (await aws.runningTasks()).map(({ taskArn }) => taskArn);
  ecs.images.push(IMAGE, "process.exit(1);");
  const { service } = await update({ forceNewDeployment: true });
  const failed = service!.deployments![0]!.id!;
  await aws.serviceSays(new RegExp(`\\(deployment ${failed}\\) deployment failed: tasks failed to start`));
  await aws.serviceSays(/rolling back to \(deployment/);
  await aws.stable();
  const described = await aws.describeService();
  expect(described.deployments).toMatchObject([{ rolloutState: "COMPLETED", status: "PRIMARY" }]);
  expect(described.deployments![0]!.id).not.toBe(failed);
  const tasks = await aws.runningTasks();
  expect(tasks.map(({ taskArn }) => taskArn).sort()).toEqual(before.sort());
  expect(tasks.map(({ containers }) => containers![0]!.imageDigest)).toEqual([good, good]);
});

test("without a rollback a failed deployment stays and leaves the old tasks alone", async () => {
  ecs.images.push(IMAGE, serverScript('"good"'));
  await aws.register();
  await aws.createService({
    desiredCount: 1,
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
  });
  await aws.serviceSays(/steady state/);
  const broken = await aws.register({ command: ["/app/missing"] });
  await update({ taskDefinition: broken });
  const { deployments } = await aws.serviceSays(/deployment failed/);
  expect(deployments).toMatchObject([
    { status: "PRIMARY", taskDefinition: broken, rolloutState: "FAILED", runningCount: 0, failedTasks: 3 },
    { status: "ACTIVE", rolloutState: "COMPLETED", runningCount: 1 },
  ]);
});

test("StopTask drains the target before SIGTERM", async () => {
  ecs.images.push(IMAGE, serverScript('"served"'));
  await aws.register();
  await aws.createService({ desiredCount: 1, loadBalancers: aws.loadBalancers });
  await aws.serviceSays(/steady state/);
  const [task] = await aws.runningTasks();
  ecs.targetGroups.holdsDraining = true;
  await ecs.client.send(new StopTaskCommand({ cluster: CLUSTER, task: task!.taskArn! }));
  await aws.taskReaches(task!.taskArn!, "DEACTIVATING");
  await aws.stable();
  expect(await answer(addressOf(task!))).toBe("served");
  expect((await aws.describeTask(task!.taskArn!)).lastStatus).toBe("DEACTIVATING");
  ecs.targetGroups.holdsDraining = false;
  const stopped = await aws.taskReaches(task!.taskArn!, "STOPPED");
  expect(stopped.containers![0]!.exitCode).toBe(0);
  expect(ecs.targetGroups.history).toContain(`deregister ${addressOf(task!)}:8080`);
});

test("a task that its load balancer finds unhealthy is replaced", async () => {
  const script = serverScript(
    "(request.url === '/break' && (response.statusCode = 500, globalThis.broken = true), globalThis.broken && (response.statusCode = 500), 'x')",
  );
  ecs.images.push(IMAGE, script);
  await aws.register();
  await aws.createService({ desiredCount: 1, loadBalancers: aws.loadBalancers });
  await aws.serviceSays(/steady state/);
  const [task] = await aws.runningTasks();
  await fetch(`http://${addressOf(task!)}:8080/break`);
  const stopped = await aws.taskReaches(task!.taskArn!, "STOPPED");
  expect(stopped).toMatchObject({
    stopCode: "ServiceSchedulerInitiated",
    stoppedReason: expect.stringMatching(/^Task failed ELB health checks in \(target-group arn/) as unknown,
  });
  expect((await messages()).join("\n")).toMatch(
    /is unhealthy in \(target-group .*due to \(reason Health checks failed\)/,
  );
  await aws.stable();
});

test("after a crash of the emulator the old tasks are STOPPED and replacements run", async () => {
  ecs.images.push(IMAGE, serverScript('"alive"'));
  await aws.register();
  await aws.createService({ loadBalancers: aws.loadBalancers });
  await aws.serviceSays(/steady state/);
  const before = await aws.runningTasks();
  await ecs.crashAndBoot();
  const old = await aws.describeTask(before[0]!.taskArn!);
  expect(old).toMatchObject({ lastStatus: "STOPPED", stopCode: "TerminationNotice" });
  await aws.stable();
  const after = await aws.runningTasks();
  expect(await Promise.all(after.map(addressOf).map(answer))).toEqual(["alive", "alive"]);
  expect(ecs.targetGroups.history).toContain(`deregister ${addressOf(before[0]!)}:8080`);
});

test("scaling in and deleting stop the tasks, and the service ends INACTIVE", async () => {
  ecs.images.push(IMAGE, serverScript('"x"'));
  await aws.register();
  await aws.createService({ desiredCount: 3 });
  await aws.serviceSays(/steady state/);
  await update({ desiredCount: 1 });
  await aws.stable();
  expect(await aws.runningTasks()).toHaveLength(1);
  const remove = (force: boolean) =>
    ecs.client.send(new DeleteServiceCommand({ cluster: CLUSTER, service: "backend", force }));
  await expect(remove(false)).rejects.toThrow("The service cannot be stopped while it is scaled above 0.");
  expect((await remove(true)).service!.status).toBe("DRAINING");
  const { client } = ecs;
  await waitUntilServicesInactive(
    { client, minDelay: 0.1, maxDelay: 0.2, maxWaitTime: 20 },
    { cluster: CLUSTER, services: ["backend"] },
  );
  expect(ecs.service.resources().filter(({ type }) => type === "AWS::ECS::Task")).toEqual([]);
});
