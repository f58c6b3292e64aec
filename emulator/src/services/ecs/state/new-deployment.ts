import { randomInt } from "node:crypto";
import type { DeploymentRecord } from "./service-record.ts";

/** A deployment that has just become PRIMARY. */
export function newDeployment(
  input: Pick<DeploymentRecord, "taskDefinitionArn" | "loadBalancers" | "networkConfiguration">,
  now: Date,
): DeploymentRecord {
  const digits = Array.from({ length: 19 }, (_, index) => (index === 0 ? randomInt(1, 10) : randomInt(10))).join("");
  const id = `ecs-svc/${digits}`;
  return {
    ...input,
    id,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    failedTasks: 0,
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    isRollback: false,
    imageDigests: {},
  };
}
