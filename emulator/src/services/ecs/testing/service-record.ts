import { newDeployment } from "../state/new-deployment.ts";
import type { ServiceRecord } from "../state/service-record.ts";
import { deploymentConfiguration } from "../state/service-settings.ts";

/** A service of two tasks in its first deployment. */
export function serviceRecord(changes: Partial<ServiceRecord> = {}): ServiceRecord {
  const deployment = { taskDefinitionArn: "arn:task-definition", loadBalancers: [], networkConfiguration: {} };
  return {
    arn: "arn:service",
    name: "backend",
    clusterName: "cluster",
    status: "ACTIVE",
    createdAt: "2026-01-02T03:04:05.000Z",
    desiredCount: 2,
    deploymentConfiguration: deploymentConfiguration(undefined),
    healthCheckGracePeriodSeconds: 0,
    platformVersion: "LATEST",
    availabilityZoneRebalancing: "ENABLED",
    propagateTags: "NONE",
    enableECSManagedTags: false,
    enableExecuteCommand: false,
    tags: [],
    deployments: [newDeployment(deployment, new Date(0))],
    events: [],
    isSteady: false,
    ...changes,
  };
}
