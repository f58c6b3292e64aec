import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ECSServiceException,
  ListTasksCommand,
  StopTaskCommand,
  type Service,
  type Task,
} from "@aws-sdk/client-ecs";
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ParityError } from "../errors.ts";
import type { AwsAccess } from "./aws-access.ts";
import type { ManagedService, ServiceState } from "./managed-service.ts";
import type { ServiceEvent } from "./service-event.ts";

const LOG_EVENTS_MAX = 200;

export interface EcsServiceNames {
  readonly cluster: string;
  readonly service: string;
  readonly logGroup: string;
  /** A task's log stream is `<logStreamPrefix>/<task id>`. */
  readonly logStreamPrefix: string;
}

/** A service of Amazon ECS behind an Application Load Balancer, its tasks reached by IP address. */
export class EcsService implements ManagedService {
  readonly name: string;
  readonly #names: EcsServiceNames;
  readonly #ecs: ECSClient;
  /** A fault is injected once: a retry by the SDK is a fault of its own. */
  readonly #ecsOnce: ECSClient;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #logs: CloudWatchLogsClient;

  constructor(access: AwsAccess, names: EcsServiceNames) {
    this.name = names.service;
    this.#names = names;
    this.#ecs = new ECSClient(access);
    this.#ecsOnce = new ECSClient({ ...access, maxAttempts: 1 });
    this.#elb = new ElasticLoadBalancingV2Client(access);
    this.#logs = new CloudWatchLogsClient(access);
  }

  async describe(): Promise<ServiceState> {
    const [service, tasks] = await Promise.all([this.#service(), this.#tasks()]);
    const targets = await this.#targets(service);
    return {
      desiredCount: service.desiredCount ?? 0,
      rollingOut: (service.deployments ?? []).length > 1,
      tasks: tasks
        .map((task) => ({
          id: idOf(task.taskArn),
          status: task.lastStatus ?? "unknown",
          target: targets.get(addressOf(task) ?? "") ?? null,
        }))
        .sort((a, b) => a.id.localeCompare(b.id)),
    };
  }

  async taskStatus(id: string): Promise<string> {
    const { tasks } = await this.#ecs.send(new DescribeTasksCommand({ cluster: this.#names.cluster, tasks: [id] }));
    return tasks?.[0]?.lastStatus ?? "GONE";
  }

  async taskLog(id: string, since: Date): Promise<readonly string[]> {
    const { logGroup, logStreamPrefix } = this.#names;
    try {
      const { events } = await this.#logs.send(
        new FilterLogEventsCommand({
          logGroupName: logGroup,
          logStreamNames: [`${logStreamPrefix}/${id}`],
          startTime: since.getTime(),
          limit: LOG_EVENTS_MAX,
        }),
      );
      return (events ?? []).map(({ message }) => message ?? "");
    } catch (error) {
      // A task that has logged nothing yet has no stream.
      if (error instanceof Error && error.name === "ResourceNotFoundException") return [];
      throw error;
    }
  }

  async stopTask(id: string, reason: string): Promise<"accepted" | "unknown"> {
    try {
      await this.#ecsOnce.send(new StopTaskCommand({ cluster: this.#names.cluster, task: id, reason }));
      return "accepted";
    } catch (error) {
      if (error instanceof ECSServiceException && error.$fault === "client") throw error;
      return "unknown";
    }
  }

  async events(): Promise<ServiceEvent[]> {
    const { events = [] } = await this.#service();
    return events.map(({ createdAt, message }) => ({
      date: (createdAt ?? new Date(0)).toISOString(),
      message: message ?? "",
      categories: [],
    }));
  }

  close(): void {
    for (const client of [this.#ecs, this.#ecsOnce, this.#elb, this.#logs]) client.destroy();
  }

  async #service(): Promise<Service> {
    const { cluster } = this.#names;
    const { services } = await this.#ecs.send(new DescribeServicesCommand({ cluster, services: [this.name] }));
    const service = services?.[0];
    if (service) return service;
    throw new ParityError("EnvironmentUnknown", `There is no ECS service ${this.name} in ${cluster}; deploy it.`);
  }

  async #tasks(): Promise<Task[]> {
    const { cluster } = this.#names;
    const wanted = { cluster, serviceName: this.name, desiredStatus: "RUNNING" } as const;
    const { taskArns } = await this.#ecs.send(new ListTasksCommand(wanted));
    if (!taskArns?.length) return [];
    const { tasks } = await this.#ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    return tasks ?? [];
  }

  /** What the load balancer says of each address. */
  async #targets({ loadBalancers = [] }: Service): Promise<Map<string, string>> {
    const described = await Promise.all(
      loadBalancers.map(({ targetGroupArn }) =>
        this.#elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })),
      ),
    );
    return new Map(
      described
        .flatMap(({ TargetHealthDescriptions }) => TargetHealthDescriptions ?? [])
        .map(({ Target, TargetHealth }) => [Target?.Id ?? "", TargetHealth?.State ?? "unknown"]),
    );
  }
}

function idOf(arn: string | undefined): string {
  return arn?.split("/").at(-1) ?? "unknown";
}

function addressOf({ attachments }: Task): string | undefined {
  return attachments?.flatMap(({ details }) => details ?? []).find(({ name }) => name === "privateIPv4Address")?.value;
}
