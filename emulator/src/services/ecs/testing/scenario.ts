import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  waitUntilServicesStable,
  type ContainerDefinition,
  type CreateServiceCommandInput,
  type ECSClient,
  type RunTaskCommandInput,
  type Service,
  type Task,
} from "@aws-sdk/client-ecs";
import { until } from "../../../wait/until.ts";
import type { TestEcs } from "./test-ecs.ts";

export const CLUSTER = "payment-system-test-cluster";
export const IMAGE = "000000000000.dkr.ecr.us-east-1.localhost/payment-system/backend:latest";
export const TARGET_GROUP = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/backend/0123456789abcdef";
const LAUNCH = {
  cluster: CLUSTER,
  taskDefinition: "backend",
  launchType: "FARGATE" as const,
  networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a", "subnet-b"], securityGroups: ["sg-1"] } },
};

/** The calls that most tests begin with, through the SDK. */
export class Scenario {
  readonly #client: ECSClient;
  readonly loadBalancers = [{ targetGroupArn: TARGET_GROUP, containerName: "backend", containerPort: 8080 }];

  private constructor(client: ECSClient) {
    this.#client = client;
  }

  static async start({ client }: TestEcs): Promise<Scenario> {
    await client.send(new CreateClusterCommand({ clusterName: CLUSTER }));
    return new Scenario(client);
  }

  async describeService(service = "backend"): Promise<Service> {
    const command = new DescribeServicesCommand({ cluster: CLUSTER, services: [service] });
    return (await this.#client.send(command)).services![0]!;
  }

  async describeTask(task: string): Promise<Task> {
    const command = new DescribeTasksCommand({ cluster: CLUSTER, tasks: [task] });
    return (await this.#client.send(command)).tasks![0]!;
  }

  /** Registers a revision of `family` with the one container `backend`, and returns its ARN. */
  async register(container: Partial<ContainerDefinition> = {}, family = "backend"): Promise<string> {
    const backend = { name: "backend", image: IMAGE, portMappings: [{ containerPort: 8080 }], ...container };
    const { taskDefinition } = await this.#client.send(
      new RegisterTaskDefinitionCommand({
        family,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "512",
        executionRoleArn: "arn:aws:iam::000000000000:role/execution",
        containerDefinitions: [backend],
      }),
    );
    return taskDefinition!.taskDefinitionArn!;
  }

  async runTask(input: Partial<RunTaskCommandInput> = {}): Promise<Task> {
    const { tasks } = await this.#client.send(new RunTaskCommand({ ...LAUNCH, ...input }));
    return tasks![0]!;
  }

  async createService(input: Partial<CreateServiceCommandInput> = {}): Promise<Service> {
    const command = new CreateServiceCommand({ ...LAUNCH, serviceName: "backend", desiredCount: 2, ...input });
    return (await this.#client.send(command)).service!;
  }

  async stable(service = "backend"): Promise<void> {
    await waitUntilServicesStable(
      { client: this.#client, minDelay: 0.1, maxDelay: 0.2, maxWaitTime: 30 },
      { cluster: CLUSTER, services: [service] },
    );
  }

  async runningTasks(serviceName = "backend"): Promise<Task[]> {
    const { taskArns } = await this.#client.send(new ListTasksCommand({ cluster: CLUSTER, serviceName }));
    if (!taskArns?.length) return [];
    const { tasks } = await this.#client.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: taskArns }));
    return tasks!;
  }

  taskReaches(task: string, lastStatus: string): Promise<Task> {
    return until(
      async () => {
        const described = await this.describeTask(task);
        return described.lastStatus === lastStatus ? described : undefined;
      },
      { what: `task ${task} to be ${lastStatus}`, deadlineMs: 20_000 },
    );
  }

  serviceSays(message: RegExp): Promise<Service> {
    return until(
      async () => {
        const described = await this.describeService();
        return described.events?.some((event) => message.test(event.message ?? "")) ? described : undefined;
      },
      { what: `an event like ${String(message)}`, deadlineMs: 20_000 },
    );
  }
}

/** The task's own address, from its network interface. */
export function addressOf(task: Task): string {
  return task.attachments![0]!.details!.find(({ name }) => name === "privateIPv4Address")!.value!;
}
