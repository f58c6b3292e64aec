import type { Compatibility, TaskDefinition } from "@aws-sdk/client-ecs";
import type { EcsArns } from "./arns.ts";
import type { TaskDefinitionRecord } from "./task-definition-record.ts";

/** A revision as DescribeTaskDefinition answers it. */
export function renderTaskDefinition(record: TaskDefinitionRecord, arns: EcsArns): TaskDefinition {
  const { settings } = record;
  const isFargate = settings.requiresCompatibilities?.includes("FARGATE") ?? false;
  const compatibilities: Compatibility[] = isFargate ? ["EC2", "FARGATE", "MANAGED_INSTANCES"] : ["EXTERNAL", "EC2"];
  return {
    ...settings,
    taskDefinitionArn: record.arn,
    family: record.family,
    revision: record.revision,
    status: record.status,
    containerDefinitions: record.containers,
    compatibilities,
    registeredAt: new Date(record.registeredAt),
    registeredBy: arns.root,
    ...(record.deregisteredAt === undefined ? {} : { deregisteredAt: new Date(record.deregisteredAt) }),
    ...(record.deleteRequestedAt === undefined ? {} : { deleteRequestedAt: new Date(record.deleteRequestedAt) }),
  };
}
