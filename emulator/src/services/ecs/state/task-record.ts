import type { Tag, TaskOverride, TaskStopCode } from "@aws-sdk/client-ecs";

/** A task's life in order; it may skip states but never goes back. */
export const TASK_STATUSES = [
  "PROVISIONING",
  "PENDING",
  "ACTIVATING",
  "RUNNING",
  "DEACTIVATING",
  "STOPPING",
  "DEPROVISIONING",
  "STOPPED",
] as const;

export type TaskStatus = (typeof TASK_STATUSES)[number];
export type ContainerHealth = "HEALTHY" | "UNHEALTHY" | "UNKNOWN";

export interface ContainerRecord {
  readonly name: string;
  readonly arn: string;
  /** Names the container in the task metadata endpoint, `<task id>-<number>` as on Fargate. */
  readonly runtimeId: string;
  readonly image: string;
  readonly essential: boolean;
  readonly cpu: string;
  readonly memory?: string;
  readonly lastStatus: "PENDING" | "RUNNING" | "STOPPED";
  readonly hasHealthCheck: boolean;
  readonly healthStatus: ContainerHealth;
  readonly imageDigest?: string;
  readonly startedAt?: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** What a task was launched with; it never changes. */
export interface TaskLaunch {
  readonly taskDefinitionArn: string;
  readonly group: string;
  readonly startedBy?: string;
  readonly clientToken?: string;
  readonly capacityProviderName?: string;
  readonly platformVersion: string;
  readonly cpu: string;
  readonly memory: string;
  readonly subnetId: string;
  readonly overrides: TaskOverride;
  readonly enableExecuteCommand: boolean;
}

/** The service that a task belongs to. */
export interface TaskMembership {
  readonly serviceName: string;
  readonly deploymentId: string;
}

export interface TaskTarget {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly port: number;
}

/** A task as it is saved. Times are ISO 8601. */
export interface TaskRecord {
  readonly id: string;
  readonly arn: string;
  readonly clusterName: string;
  readonly launch: TaskLaunch;
  readonly membership?: TaskMembership;
  /** Where the service registers it; empty for a task that no load balancer serves. */
  readonly targets: readonly TaskTarget[];
  readonly address: string;
  readonly attachmentId: string;
  readonly networkInterfaceId: string;
  readonly lastStatus: TaskStatus;
  readonly desiredStatus: "RUNNING" | "STOPPED";
  readonly containers: readonly ContainerRecord[];
  readonly version: number;
  readonly tags: Tag[];
  readonly createdAt: string;
  readonly pullStartedAt?: string;
  readonly pullStoppedAt?: string;
  readonly startedAt?: string;
  readonly stoppingAt?: string;
  readonly executionStoppedAt?: string;
  readonly stoppedAt?: string;
  readonly stopCode?: TaskStopCode;
  readonly stoppedReason?: string;
  /** When its health checks first passed, or it ran long enough without having any. */
  readonly healthySince?: string;
  /** The service has counted this task's end, so that no failure counts twice. */
  readonly endCounted?: boolean;
}

/** True when `status` comes after `than` in a task's life. */
export function isLater(status: TaskStatus, than: TaskStatus): boolean {
  return TASK_STATUSES.indexOf(status) > TASK_STATUSES.indexOf(than);
}

/** AWS's aggregate: UNHEALTHY when an essential container is, UNKNOWN while any is, without checks UNKNOWN. */
export function taskHealth(containers: readonly ContainerRecord[]): ContainerHealth {
  const checked = containers.filter((container) => container.essential && container.hasHealthCheck);
  if (checked.some((container) => container.healthStatus === "UNHEALTHY")) return "UNHEALTHY";
  const healthy = checked.length > 0 && checked.every((container) => container.healthStatus === "HEALTHY");
  return healthy ? "HEALTHY" : "UNKNOWN";
}
