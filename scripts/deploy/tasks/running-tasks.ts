import { DescribeTasksCommand, paginateListTasks, type ECSClient, type Task } from "@aws-sdk/client-ecs";

/** How many tasks DescribeTasks takes at once. */
const DESCRIBED_MAX = 100;

/** Tasks of a service that are to run, whatever their state on the way there. */
export async function runningTasks(client: ECSClient, cluster: string, serviceName: string): Promise<Task[]> {
  const arns: string[] = [];
  for await (const page of paginateListTasks({ client }, { cluster, serviceName, desiredStatus: "RUNNING" })) {
    arns.push(...(page.taskArns ?? []));
  }
  const tasks: Task[] = [];
  for (let first = 0; first < arns.length; first += DESCRIBED_MAX) {
    const described = await client.send(
      new DescribeTasksCommand({ cluster, tasks: arns.slice(first, first + DESCRIBED_MAX) }),
    );
    tasks.push(...(described.tasks ?? []));
  }
  return tasks;
}
