import type {
  CapacityProviderStrategyItem,
  DeploymentConfiguration,
  LoadBalancer,
  NetworkConfiguration,
  Tag,
} from "@aws-sdk/client-ecs";

export interface DeploymentRecord {
  /** `ecs-svc/` and 19 digits. */
  readonly id: string;
  readonly taskDefinitionArn: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly failedTasks: number;
  readonly rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  readonly rolloutStateReason: string;
  readonly isRollback: boolean;
  readonly networkConfiguration?: NetworkConfiguration;
  readonly loadBalancers: LoadBalancer[];
  /** Digest by container name, fixed by the deployment's first task: its later tasks run the same software. */
  readonly imageDigests: Readonly<Record<string, string>>;
}

export interface ServiceEventRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly message: string;
}

export type ServiceDeploymentConfiguration = DeploymentConfiguration & {
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  readonly deploymentCircuitBreaker: { enable: boolean; rollback: boolean };
};

/** A service as it is saved. Times are ISO 8601. */
export interface ServiceRecord {
  readonly arn: string;
  readonly name: string;
  readonly clusterName: string;
  readonly status: "ACTIVE" | "DRAINING" | "INACTIVE";
  readonly createdAt: string;
  readonly clientToken?: string;
  readonly desiredCount: number;
  readonly deploymentConfiguration: ServiceDeploymentConfiguration;
  readonly healthCheckGracePeriodSeconds: number;
  readonly capacityProviderStrategy?: CapacityProviderStrategyItem[];
  readonly platformVersion: string;
  readonly availabilityZoneRebalancing: "ENABLED" | "DISABLED";
  readonly propagateTags: "NONE" | "SERVICE" | "TASK_DEFINITION";
  readonly enableECSManagedTags: boolean;
  readonly enableExecuteCommand: boolean;
  readonly tags: Tag[];
  /** The first is PRIMARY; the others are ACTIVE until their last task has stopped. */
  readonly deployments: readonly DeploymentRecord[];
  /** What the circuit breaker rolls back to. */
  readonly lastCompleted?: DeploymentRecord;
  /** Newest first. */
  readonly events: readonly ServiceEventRecord[];
  /** The steady state was announced and nothing has changed since. */
  readonly isSteady: boolean;
}
