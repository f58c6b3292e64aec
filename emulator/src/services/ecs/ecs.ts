import * as sdk from "@aws-sdk/client-ecs";
import type { Addresses } from "../../endpoints/addresses.ts";
import type { Instance } from "../../instance/instance.ts";
import type { Log } from "../../log.ts";
import type { Supervisor } from "../../runtimes/process/supervisor.ts";
import { processContainers, type ImageUnpacker } from "../../runtimes/process/task/process-containers.ts";
import type { Store } from "../../store/store.ts";
import { defineService } from "../../wire/define-service.ts";
import type { EmulatedService } from "../emulated-service.ts";
import { ecsHandlers } from "./api/handlers.ts";
import { cloudWatchLogSink } from "./backend/cloudwatch-log-sink.ts";
import { ContainerLogs } from "./backend/container-logs.ts";
import { deploymentImages } from "./backend/deployment-image.ts";
import type { ImageResolver } from "./backend/image-resolver.ts";
import type { LogSink } from "./backend/log-sink.ts";
import { metadataRoutes } from "./backend/metadata-routes.ts";
import { serviceTaskFactory } from "./backend/new-service-task.ts";
import { openRecords, serviceKey } from "./backend/records.ts";
import { resourceStatuses } from "./backend/resource-statuses.ts";
import type { SecretStore } from "./backend/secret-store.ts";
import { secretsManagerSecrets } from "./backend/secrets-manager-secrets.ts";
import { ServiceScheduler, type SchedulerSettings } from "./backend/service-scheduler.ts";
import type { TargetGroups } from "./backend/target-groups.ts";
import { TargetRegistry } from "./backend/target-registry.ts";
import type { TaskPlatform } from "./backend/task-platform.ts";
import { TaskRunner } from "./backend/task-runner.ts";
import { TaskTable } from "./backend/task-table.ts";
import { ecsArns } from "./state/arns.ts";
import { ECS_ERRORS } from "./state/errors.ts";
import { RESTART_THROTTLE } from "./state/restart-throttle.ts";
import { withEvents } from "./state/service-events.ts";
import type { TaskRecord } from "./state/task-record.ts";

const LOG_FLUSH_MS_MAX = 3_000;
const STEADY_AFTER_MS = 1_000;

export interface EcsDependencies {
  readonly instance: Instance;
  readonly store: Store;
  readonly addresses: Addresses;
  readonly supervisor: Supervisor;
  readonly images: ImageResolver & ImageUnpacker;
  /** `elbv2TargetGroups` makes one of the load balancer service's handlers. */
  readonly targetGroups: TargetGroups;
  /** The local certificate authority, which tasks trust. */
  readonly caCertificateFile: string;
  readonly log: Log;
  /** Secrets Manager and SSM behind the instance's endpoint unless given. */
  readonly secrets?: SecretStore;
  /** CloudWatch Logs behind the instance's endpoint unless given. */
  readonly logSink?: LogSink;
  readonly schedulerSettings?: SchedulerSettings;
}

export interface EcsService extends EmulatedService {
  readonly handlers: ReturnType<typeof ecsHandlers>;
}

/** Amazon ECS with tasks that are real processes. */
export function createEcs(dependencies: EcsDependencies): EcsService {
  const { instance, addresses, log } = dependencies;
  const arns = ecsArns(instance);
  const records = openRecords(dependencies.store);
  const tasks = new TaskTable(dependencies.store.collection<TaskRecord>("ecs.task"));
  const wakeServiceOf = (task: TaskRecord): void => {
    if (task.membership) scheduler.wake(serviceKey(task.clusterName, task.membership.serviceName));
  };
  const onTargetChange = ({ address }: { address: string }): void =>
    tasks.list((task) => task.address === address && task.lastStatus !== "STOPPED").forEach(wakeServiceOf);
  const targets = new TargetRegistry(dependencies.targetGroups, onTargetChange, log);
  const logs = new ContainerLogs(instance, dependencies.logSink ?? cloudWatchLogSink(instance));
  const platform: TaskPlatform = {
    instance,
    addresses,
    tasks,
    runtime: processContainers(dependencies),
    secrets: dependencies.secrets ?? secretsManagerSecrets(instance),
    logs,
    targets,
    log,
    definition: (task) => {
      const definition = records.taskDefinitions.get(task.launch.taskDefinitionArn);
      if (!definition) throw ECS_ERRORS.client("TaskDefinition not found.");
      return definition;
    },
    imageDigest: deploymentImages(records, dependencies.images),
    announce: (task, message) => {
      const key = serviceKey(task.clusterName, task.membership?.serviceName ?? "");
      const service = records.services.get(key);
      if (service) records.services.put(key, { ...service, events: withEvents(service.events, [message], new Date()) });
    },
  };
  const runner = new TaskRunner(platform);
  const scheduler = new ServiceScheduler({
    records,
    tasks,
    runner,
    targets,
    newServiceTask: serviceTaskFactory(records, addresses, arns),
    settings: dependencies.schedulerSettings ?? { restartThrottle: RESTART_THROTTLE, steadyAfterMs: STEADY_AFTER_MS },
    log,
  });
  tasks.onChange(wakeServiceOf);
  const handlers = ecsHandlers({ records, tasks, runner, scheduler, addresses, arns });
  return {
    handlers,
    endpoint: defineService({ signingName: "ecs", protocol: "awsJson1_1", sdk, handlers, log }),
    controlRoutes: metadataRoutes({ tasks, records, arns }),
    resources: () => resourceStatuses({ records, tasks, runner }),
    start: async () => {
      runner.recover();
      for (const { clusterName, name } of records.services.list()) scheduler.wake(serviceKey(clusterName, name));
    },
    stop: async () => {
      scheduler.stop();
      await runner.stop();
      targets.stop();
      await logs.stop(LOG_FLUSH_MS_MAX);
    },
  };
}
