import { DescribeTasksCommand, ListClustersCommand, StopTaskCommand, type ECSClient } from "@aws-sdk/client-ecs";
import {
  DescribeReplicationGroupsCommand,
  TestFailoverCommand,
  type ElastiCacheClient,
} from "@aws-sdk/client-elasticache";
import { AwsError } from "../wire/aws-error.ts";

const REQUEST_MS_MAX = 30_000;
const inTime = (): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(REQUEST_MS_MAX) });

/** ElastiCache's TestFailover of a replication group's first node group. Throws the API's errors. */
export async function testFailover(elasticache: ElastiCacheClient, identifier: string): Promise<void> {
  const describe = new DescribeReplicationGroupsCommand({ ReplicationGroupId: identifier });
  const { ReplicationGroups } = await elasticache.send(describe, inTime());
  const NodeGroupId = ReplicationGroups?.[0]?.NodeGroups?.[0]?.NodeGroupId;
  await elasticache.send(new TestFailoverCommand({ ReplicationGroupId: identifier, NodeGroupId }), inTime());
}

/** ECS's StopTask of a task in whichever cluster it is. Throws the API's errors and AwsError `NotFound` (404). */
export async function stopTask(ecs: ECSClient, taskId: string): Promise<void> {
  const { clusterArns = [] } = await ecs.send(new ListClustersCommand({}), inTime());
  for (const cluster of clusterArns) {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskId] }), inTime());
    if (tasks.length > 0) {
      await ecs.send(new StopTaskCommand({ cluster, task: taskId, reason: "Stopped in the console" }), inTime());
      return;
    }
  }
  throw new AwsError("NotFound", `There is no task ${taskId}.`, 404);
}
