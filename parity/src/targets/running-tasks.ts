import { DescribeTasksCommand, ListTasksCommand, type ECSClient } from "@aws-sdk/client-ecs";
import type { SystemRecord } from "./system-record.ts";

/** The containers that run for an ECS service now, with the digests of their images. */
export async function runningTasks(
  ecs: ECSClient,
  cluster: string,
  serviceName: string,
): Promise<SystemRecord["tasks"]> {
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus: "RUNNING" }));
  if (!taskArns?.length) return [];
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return (tasks ?? []).flatMap((task) =>
    (task.containers ?? []).map((container) => ({
      taskDefinition: task.taskDefinitionArn?.split("/").at(-1) ?? "unknown",
      container: container.name ?? "unknown",
      image: container.image ?? "unknown",
      imageDigest: container.imageDigest ?? null,
    })),
  );
}
