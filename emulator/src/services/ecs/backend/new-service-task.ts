import type { Addresses } from "../../../endpoints/addresses.ts";
import type { EcsArns } from "../state/arns.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { newTask } from "../state/new-task.ts";
import type { ServiceRecord } from "../state/service-record.ts";
import type { TaskRecord } from "../state/task-record.ts";
import { taskTags } from "../state/task-tags.ts";
import type { EcsRecords } from "./records.ts";

/** Makes the tasks of services, spread over their subnets. */
export function serviceTaskFactory(
  records: EcsRecords,
  addresses: Addresses,
  arns: EcsArns,
): (service: ServiceRecord, wanted: readonly TaskRecord[]) => TaskRecord {
  return (service, wanted) => {
    const deployment = service.deployments[0]!;
    const definition = records.taskDefinitions.get(deployment.taskDefinitionArn);
    if (!definition) throw ECS_ERRORS.client("TaskDefinition not found.");
    const subnets = deployment.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
    const used = (subnet: string): number => wanted.filter(({ launch }) => launch.subnetId === subnet).length;
    const [subnetId = ""] = subnets.toSorted((a, b) => used(a) - used(b));
    return newTask({
      clusterName: service.clusterName,
      definition,
      launch: {
        group: `service:${service.name}`,
        startedBy: deployment.id,
        platformVersion: "1.4.0",
        subnetId,
        overrides: {},
        enableExecuteCommand: service.enableExecuteCommand,
        ...(service.capacityProviderStrategy?.[0]?.capacityProvider === undefined
          ? {}
          : { capacityProviderName: service.capacityProviderStrategy[0].capacityProvider }),
      },
      membership: { serviceName: service.name, deploymentId: deployment.id },
      targets: deployment.loadBalancers.map(({ targetGroupArn, containerName, containerPort }) => ({
        targetGroupArn: targetGroupArn!,
        containerName: containerName!,
        port: containerPort!,
      })),
      tags: taskTags({
        propagateTags: service.propagateTags,
        serviceTags: service.tags,
        definitionTags: definition.tags,
        managed: service.enableECSManagedTags
          ? { clusterName: service.clusterName, serviceName: service.name }
          : undefined,
      }),
      arns,
      now: new Date(),
      addressOf: (taskId) => addresses.reserve(`ecs/task/${taskId}`),
    });
  };
}
