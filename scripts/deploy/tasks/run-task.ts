import { randomUUID } from "node:crypto";
import { GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTasksCommand, RunTaskCommand, type ContainerOverride, type KeyValuePair } from "@aws-sdk/client-ecs";
import type { AwsClients } from "../aws/clients.ts";
import { DeployError } from "../errors.ts";
import { requiredOutput } from "../stacks/deployed-outputs.ts";
import type { GuideOutputs } from "../stacks/guide-outputs.ts";
import { until } from "../until.ts";
import { taskFailure } from "./task-failure.ts";

const CONTAINER = "backend";
const LOG_STREAM_PREFIX = "migrate";
const LOG_LINES = 50;
const LOG_SETTLES_WITHIN_MS = 10_000;
const DEADLINE_MS = 20 * 60_000;

export interface OneOffTask {
  /** Variables beside those of the task definition, or in their place. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Wait for its log, which arrives after its end. */
  readonly wantsLog?: boolean;
}

/**
 * Runs a command in a one-off task of the backend's image, inside the network where the database is, and waits for
 * its end. Gives the end of its log if that is wanted. Throws `TaskFailed` with its log when it does not exit with 0.
 */
export async function runOneOffTask(
  clients: AwsClients,
  outputs: GuideOutputs,
  command: readonly string[],
  { environment = {}, wantsLog = false }: OneOffTask = {},
): Promise<readonly string[]> {
  const cluster = requiredOutput(outputs, "ecs_cluster_name");
  const taskArn = await start(clients, outputs, cluster, {
    name: CONTAINER,
    command: [...command],
    environment: pairs(environment),
  });
  const stopped = await until(
    async () => {
      const { tasks } = await clients.ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
      return tasks?.find(({ lastStatus }) => lastStatus === "STOPPED");
    },
    { what: `task ${taskArn} (${command.join(" ")}) to end`, deadlineMs: DEADLINE_MS, intervalMs: 500 },
  );
  const failure = taskFailure(stopped, CONTAINER);
  if (failure === undefined && !wantsLog) return [];
  const lines = await settledLog(clients, requiredOutput(outputs, "backend_log_group"), taskArn);
  if (failure === undefined) return lines;
  const log = lines.length > 0 ? `its log:\n${lines.join("\n")}` : "it logged nothing";
  throw new DeployError("TaskFailed", `Task ${command.join(" ")} ${failure}; ${log}`);
}

async function start(
  { ecs }: AwsClients,
  outputs: GuideOutputs,
  cluster: string,
  override: ContainerOverride,
): Promise<string> {
  const { tasks, failures } = await ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: requiredOutput(outputs, "migrate_task_definition"),
      launchType: "FARGATE",
      count: 1,
      startedBy: "deploy",
      clientToken: randomUUID(),
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: requiredOutput(outputs, "task_subnets").split(","),
          securityGroups: [requiredOutput(outputs, "task_security_group")],
          assignPublicIp: "DISABLED",
        },
      },
      overrides: { containerOverrides: [override] },
    }),
  );
  const taskArn = tasks?.[0]?.taskArn;
  if (taskArn !== undefined) return taskArn;
  const [failure] = failures ?? [];
  const reason = [failure?.reason, failure?.detail].filter(Boolean).join(": ") || "no reason given";
  throw new DeployError("TaskFailed", `ECS did not start ${override.command?.join(" ")}: ${reason}.`);
}

/** The last lines once two readings agree; CloudWatch Logs gets them while the task stops and after. */
async function settledLog(clients: AwsClients, logGroupName: string, taskArn: string): Promise<string[]> {
  const started = performance.now();
  let before: string[] = [];
  return until(
    async () => {
      const lines = await logLines(clients, logGroupName, taskArn);
      const isSettled = lines.length > 0 && lines.length === before.length;
      before = lines;
      return isSettled || performance.now() - started > LOG_SETTLES_WITHIN_MS ? lines : undefined;
    },
    { what: `the log of ${taskArn}`, deadlineMs: 2 * LOG_SETTLES_WITHIN_MS, intervalMs: 1000 },
  );
}

async function logLines({ logs }: AwsClients, logGroupName: string, taskArn: string): Promise<string[]> {
  const logStreamName = `${LOG_STREAM_PREFIX}/${CONTAINER}/${taskArn.split("/").at(-1)}`;
  try {
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, limit: LOG_LINES, startFromHead: false }),
    );
    return events.map(({ message }) => message ?? "");
  } catch (error) {
    // A task that never started has no log stream.
    if ((error as Error).name === "ResourceNotFoundException") return [];
    throw error;
  }
}

function pairs(environment: Readonly<Record<string, string>>): KeyValuePair[] {
  return Object.entries(environment).map(([name, value]) => ({ name, value }));
}
