import { StopTaskCommand, waitUntilTasksStopped } from "@aws-sdk/client-ecs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../wait/until.ts";
import { addressOf, CLUSTER, IMAGE, Scenario } from "./testing/scenario.ts";
import { TestEcs } from "./testing/test-ecs.ts";
import { jobScript, serverScript } from "./testing/test-scripts.ts";

let ecs: TestEcs;
let aws: Scenario;
beforeEach(async () => {
  ecs = await TestEcs.start();
  aws = await Scenario.start(ecs);
});
afterEach(() => ecs[Symbol.asyncDispose]());

const SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:payment-system-test/db/password-AbCdEf";
const PRINT = jobScript(`
  const seen = { uid: process.getuid(), cwd: process.cwd(), arguments: process.argv.slice(2), env };
  console.log(JSON.stringify(seen));`);

const lines = (stream: string): Promise<string[]> =>
  until(() => (ecs.logLines.get(stream)?.length ? ecs.logLines.get(stream) : undefined), {
    what: `lines of ${stream}`,
    deadlineMs: 10_000,
  });

test("a one-off task gets its environment, secrets and overrides, and its exit code is kept", async () => {
  const digest = ecs.images.push(IMAGE, `${PRINT} process.exitCode = 3;`);
  ecs.secrets[SECRET] = JSON.stringify({ username: "payment_user", password: "s3cret" });
  await aws.register({
    environment: [
      { name: "FROM", value: "definition" },
      { name: "HOST", value: "0.0.0.0" },
      { name: "MODE", value: "definition" },
    ],
    secrets: [{ name: "DB_PASSWORD", valueFrom: `${SECRET}:password::` }],
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": "/ecs/test", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "run" },
    },
  });
  const overrides = {
    containerOverrides: [
      { name: "backend", command: ["node", "/app/main.mjs", "up"], environment: [{ name: "MODE", value: "override" }] },
    ],
  };
  const { taskArn } = await aws.runTask({ overrides });
  const { client } = ecs;
  await waitUntilTasksStopped(
    { client, minDelay: 0.1, maxDelay: 0.2, maxWaitTime: 20 },
    { cluster: CLUSTER, tasks: [taskArn!] },
  );
  const task = await aws.describeTask(taskArn!);
  expect(task).toMatchObject({
    stopCode: "EssentialContainerExited",
    stoppedReason: "Essential container in task exited",
    containers: [{ name: "backend", exitCode: 3, imageDigest: digest, lastStatus: "STOPPED" }],
  });
  const id = taskArn!.split("/").at(-1)!;
  const seen = JSON.parse((await lines(`/ecs/test run/backend/${id}`))[0]!) as {
    uid: number;
    arguments: string[];
    env: Record<string, string>;
  };
  expect(seen.uid).not.toBe(0);
  expect(seen.arguments).toEqual(["up"]);
  expect(seen.env).toMatchObject({
    A: "image",
    FROM: "definition",
    MODE: "override",
    DB_PASSWORD: "s3cret",
    HOST: addressOf(task),
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: ecs.instance.endpointUrl,
  });
  expect(ecs.emulatorLog.join()).not.toContain("s3cret");
});

test("a task reads its own metadata", async () => {
  ecs.images.push(
    IMAGE,
    jobScript(`
    const container = await (await fetch(env.ECS_CONTAINER_METADATA_URI_V4)).json();
    const task = await (await fetch(env.ECS_CONTAINER_METADATA_URI_V4 + "/task")).json();
    console.log(JSON.stringify([container.Name, container.Networks[0].IPv4Addresses[0], task.TaskARN, task.Family]));`),
  );
  await aws.register({
    logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "g", "awslogs-stream-prefix": "m" } },
  });
  const { taskArn } = await aws.runTask();
  const task = await aws.taskReaches(taskArn!, "STOPPED");
  const [line] = await lines(`g m/backend/${taskArn!.split("/").at(-1)}`);
  expect(JSON.parse(line!)).toEqual(["backend", addressOf(task), taskArn, "backend"]);
});

test("a secret that is refused stops the task as AWS words it", async () => {
  ecs.images.push(IMAGE, PRINT);
  await aws.register({ secrets: [{ name: "DB_PASSWORD", valueFrom: SECRET }] });
  const { taskArn } = await aws.runTask();
  expect(await aws.taskReaches(taskArn!, "STOPPED")).toMatchObject({
    stopCode: "TaskFailedToStart",
    stoppedReason: expect.stringMatching(
      /^ResourceInitializationError: unable to pull secrets or registry auth: .*ResourceNotFoundException/,
    ) as unknown,
  });
});

test("an image that isn't there stops the task as AWS words it", async () => {
  await aws.register();
  const { taskArn } = await aws.runTask();
  const task = await aws.taskReaches(taskArn!, "STOPPED");
  expect(task.stopCode).toBe("TaskFailedToStart");
  expect(task.stoppedReason).toMatch(/^CannotPullContainerError: .*payment-system\/backend:latest.*not found/);
});

test("StopTask ends a task with SIGTERM, and with SIGKILL after the stop timeout", async () => {
  ecs.images.push(IMAGE, serverScript('"ok"'));
  await aws.register();
  const polite = await aws.runTask();
  ecs.images.push(IMAGE, `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("deaf");`);
  await aws.register({
    stopTimeout: 1,
    logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "g", "awslogs-stream-prefix": "s" } },
  });
  const deaf = await aws.runTask();
  const address = addressOf(await aws.taskReaches(polite.taskArn!, "RUNNING"));
  await until(() => fetch(`http://${address}:8080/`), { what: "the server", deadlineMs: 10_000 });
  await lines(`g s/backend/${deaf.taskArn!.split("/").at(-1)}`);
  const stop = (task: string) => ecs.client.send(new StopTaskCommand({ cluster: CLUSTER, task, reason: "a test" }));
  const [{ task: stopping }] = await Promise.all([stop(polite.taskArn!), stop(deaf.taskArn!)]);
  expect(stopping).toMatchObject({ desiredStatus: "STOPPED", stoppedReason: "a test", stopCode: "UserInitiated" });
  expect((await aws.taskReaches(polite.taskArn!, "STOPPED")).containers![0]!.exitCode).toBe(0);
  expect((await aws.taskReaches(deaf.taskArn!, "STOPPED")).containers![0]!.exitCode).toBe(137);
});

test("a container's health check runs in its environment and against its own address", async () => {
  ecs.images.push(IMAGE, serverScript("process.env.A"));
  const probe = `fetch("http://localhost:8080").then((r) => r.text()).then((t) => process.exit(t === process.env.A ? 0 : 1))`;
  await aws.register({ healthCheck: { command: ["CMD", "node", "-e", probe] } });
  const { taskArn } = await aws.runTask();
  const task = await until(
    async () => {
      const described = await aws.describeTask(taskArn!);
      return described.healthStatus === "HEALTHY" ? described : undefined;
    },
    { what: "the task to be healthy", deadlineMs: 20_000 },
  );
  expect(task.containers![0]!.healthStatus).toBe("HEALTHY");
});

test("containers start after what they depend on, and a sidecar may end without ending the task", async () => {
  ecs.images.push(
    IMAGE,
    jobScript(`console.log(Date.now(), env.NAME); if (env.NAME === "main") setInterval(() => {}, 1000);`),
  );
  await ecs.service.handlers.RegisterTaskDefinition(
    {
      family: "two",
      requiresCompatibilities: ["FARGATE"],
      cpu: "256",
      memory: "512",
      executionRoleArn: "arn:aws:iam::000000000000:role/execution",
      containerDefinitions: [
        {
          name: "main",
          image: IMAGE,
          environment: [{ name: "NAME", value: "main" }],
          dependsOn: [{ containerName: "init", condition: "SUCCESS" }],
        },
        { name: "init", image: IMAGE, essential: false, environment: [{ name: "NAME", value: "init" }] },
      ],
    },
    { requestId: "test", region: "us-east-1", accountId: "000000000000" },
  );
  const { taskArn } = await aws.runTask({ taskDefinition: "two" });
  const task = await aws.taskReaches(taskArn!, "RUNNING");
  expect(task.containers!.map(({ name, lastStatus, exitCode }) => [name, lastStatus, exitCode])).toEqual([
    ["main", "RUNNING", undefined],
    ["init", "STOPPED", 0],
  ]);
});
