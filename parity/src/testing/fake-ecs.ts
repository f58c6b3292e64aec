import type { FakeTask, FakeTasks } from "./fake-tasks.ts";

const PREFIX = "arn:aws:ecs:us-east-1:000000000000";
const TASK_PREFIX = `${PREFIX}:task/payment-system-test-cluster/`;

interface Input {
  readonly task?: string;
  readonly tasks?: readonly string[];
  readonly logStreamNames?: readonly string[];
  readonly startTime?: number;
}

/** What ECS, and CloudWatch Logs for its tasks, answer to the few operations that the harness calls. */
export function answerEcs(tasks: FakeTasks, operation: string, input: unknown): object | undefined {
  const { task, tasks: asked = [], logStreamNames = [], startTime = 0 } = input as Input;
  switch (operation) {
    case "ListTasks":
      return { taskArns: tasks.running.map(({ id }) => `${TASK_PREFIX}${id}`) };
    case "DescribeTasks":
      return { tasks: tasks.all.filter(({ id }) => asked.some((name) => idOf(name) === id)).map(render) };
    case "DescribeServices":
      return { services: [serviceOf(tasks)] };
    case "StopTask":
      tasks.stop(idOf(task ?? ""));
      return {};
    case "FilterLogEvents": {
      const logs = tasks.all.filter(({ id }) => logStreamNames.includes(`backend/backend/${id}`));
      const lines = logs.flatMap(({ log }) => log).filter(({ at }) => at.getTime() >= startTime);
      return { events: lines.map(({ message }) => ({ message })) };
    }
    default:
      return undefined;
  }
}

function idOf(name: string): string {
  return name.split("/").at(-1)!;
}

function render({ id, address, status }: FakeTask): object {
  return {
    taskArn: `${TASK_PREFIX}${id}`,
    taskDefinitionArn: `${PREFIX}:task-definition/payment-system-test-backend:3`,
    lastStatus: status,
    containers: [{ name: "backend", image: "payment-system/backend:latest", imageDigest: "sha256:0123" }],
    attachments: [{ details: [{ name: "privateIPv4Address", value: address }] }],
  };
}

function serviceOf({ running, events }: FakeTasks): object {
  return {
    serviceName: "payment-system-test-backend",
    desiredCount: 2,
    runningCount: running.length,
    deployments: [{ status: "PRIMARY" }],
    loadBalancers: [{ targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/t/1" }],
    events: events.map(({ createdAt, message }) => ({ createdAt: createdAt.getTime() / 1_000, message })),
  };
}
