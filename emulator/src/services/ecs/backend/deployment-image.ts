import type { ContainerDefinitionRecord } from "../state/task-definition-record.ts";
import type { TaskRecord } from "../state/task-record.ts";
import type { ImageResolver } from "./image-resolver.ts";
import { serviceKey, type EcsRecords } from "./records.ts";

/**
 * The digest of a container's image. A service's deployment resolves a tag once, so that all its tasks, and a later
 * rollback to it, run the same software although the tag moves on (ECS Developer Guide, "Container image resolution").
 */
export function deploymentImages(
  records: EcsRecords,
  images: ImageResolver,
): (task: TaskRecord, container: ContainerDefinitionRecord) => Promise<string> {
  return async (task, { name, image, versionConsistency }) => {
    const fixed = fixedDigest(records, task, name);
    if (fixed !== undefined) return fixed;
    const { digest } = await images.resolve(image);
    if (versionConsistency === "disabled" || task.membership === undefined) return digest;
    return fixDigest(records, task, name, digest);
  };
}

function fixedDigest(records: EcsRecords, task: TaskRecord, container: string): string | undefined {
  const { membership } = task;
  if (!membership) return undefined;
  const service = records.services.get(serviceKey(task.clusterName, membership.serviceName));
  return service?.deployments.find(({ id }) => id === membership.deploymentId)?.imageDigests[container];
}

/** Two tasks that resolve at the same time agree on the first answer. */
function fixDigest(records: EcsRecords, task: TaskRecord, container: string, digest: string): string {
  const key = serviceKey(task.clusterName, task.membership!.serviceName);
  const service = records.services.get(key);
  const fixed = fixedDigest(records, task, container);
  if (!service || fixed !== undefined) return fixed ?? digest;
  const deployments = service.deployments.map((deployment) =>
    deployment.id === task.membership!.deploymentId
      ? { ...deployment, imageDigests: { ...deployment.imageDigests, [container]: digest } }
      : deployment,
  );
  records.services.put(key, { ...service, deployments });
  return digest;
}
