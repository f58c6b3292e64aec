import type { Instance } from "../../../instance/instance.ts";

/** Builds the ARNs of one account and region, in the long format with the cluster's name. */
export interface EcsArns {
  cluster(name: string): string;
  service(clusterName: string, name: string): string;
  task(clusterName: string, id: string): string;
  container(clusterName: string, taskId: string, containerId: string): string;
  taskDefinition(family: string, revision: number): string;
  /** The caller that AWS would name in `createdBy` and `registeredBy`. */
  readonly root: string;
}

export function ecsArns(instance: Pick<Instance, "accountId" | "region">): EcsArns {
  const prefix = `arn:aws:ecs:${instance.region}:${instance.accountId}`;
  return {
    cluster: (name) => `${prefix}:cluster/${name}`,
    service: (clusterName, name) => `${prefix}:service/${clusterName}/${name}`,
    task: (clusterName, id) => `${prefix}:task/${clusterName}/${id}`,
    container: (clusterName, taskId, containerId) => `${prefix}:container/${clusterName}/${taskId}/${containerId}`,
    taskDefinition: (family, revision) => `${prefix}:task-definition/${family}:${revision}`,
    root: `arn:aws:iam::${instance.accountId}:root`,
  };
}

/** The last part of an ARN's path, or the argument itself when it is a plain name or id. */
export function nameOf(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}
