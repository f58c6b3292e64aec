import type { ResourceStatus } from "../../emulated-service.ts";
import type { EcsRecords } from "./records.ts";
import type { TaskRunner } from "./task-runner.ts";
import type { TaskTable } from "./task-table.ts";

/** Clusters, services and live tasks as `npm run local -- status` shows them. */
export function resourceStatuses(parts: {
  readonly records: EcsRecords;
  readonly tasks: TaskTable;
  readonly runner: TaskRunner;
}): ResourceStatus[] {
  const { records, tasks, runner } = parts;
  const clusters = records.clusters.list().filter(({ status }) => status === "ACTIVE");
  const services = records.services.list().filter(({ status }) => status !== "INACTIVE");
  const live = tasks.list(({ lastStatus }) => lastStatus !== "STOPPED");
  return [
    ...clusters.map(({ name, status }) => ({ type: "AWS::ECS::Cluster", name, state: status, pids: [] })),
    ...services.map((service) => {
      const own = live.filter(
        ({ clusterName, membership }) =>
          clusterName === service.clusterName && membership?.serviceName === service.name,
      );
      return {
        type: "AWS::ECS::Service",
        name: service.name,
        state: service.status,
        pids: own.flatMap(({ id }) => runner.pids(id)),
      };
    }),
    ...live.map((task) => ({
      type: "AWS::ECS::Task",
      name: `${task.launch.group}/${task.id}`,
      state: task.lastStatus,
      endpoint: task.targets[0] === undefined ? task.address : `${task.address}:${task.targets[0].port}`,
      pids: runner.pids(task.id),
    })),
  ];
}
