import type { Tag } from "@aws-sdk/client-ecs";
import { serviceKey } from "../backend/records.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import type { EcsContext } from "./context.ts";

export interface TaggedResource {
  readonly tags: Tag[];
  save(tags: Tag[]): void;
}

/** The cluster, service, task or task definition of an ARN. Throws InvalidParameterException, ResourceNotFoundException. */
export function taggedResource(ecs: EcsContext, arn: string | undefined): TaggedResource {
  const [kind = "", ...path] = (arn ?? "").split(":").slice(5).join(":").split("/");
  const found = FINDERS[kind]?.(ecs, path, arn ?? "");
  if (!FINDERS[kind]) throw ECS_ERRORS.invalidParameter(`Invalid resource ARN: ${arn}.`);
  if (!found) {
    throw ECS_ERRORS.resourceNotFound("The specified resource was not found. Check the resource ARN and try again.");
  }
  return found;
}

type Finder = (ecs: EcsContext, path: readonly string[], arn: string) => TaggedResource | undefined;

const FINDERS: Readonly<Record<string, Finder>> = {
  cluster: ({ records }, [name = ""]) => {
    const cluster = records.clusters.get(name);
    if (cluster?.status !== "ACTIVE") return undefined;
    return { tags: cluster.tags, save: (tags) => records.clusters.put(name, { ...cluster, tags }) };
  },
  service: ({ records }, [clusterName = "", name = ""]) => {
    const key = serviceKey(clusterName, name);
    const service = records.services.get(key);
    if (!service || service.status === "INACTIVE") return undefined;
    return { tags: service.tags, save: (tags) => records.services.put(key, { ...service, tags }) };
  },
  task: ({ tasks }, path) => {
    const task = tasks.get(path.at(-1) ?? "");
    return task && { tags: task.tags, save: (tags) => void tasks.update(task.id, { tags }) };
  },
  "task-definition": ({ records }, _path, arn) => {
    const definition = records.taskDefinitions.get(arn);
    if (!definition) return undefined;
    return { tags: definition.tags, save: (tags) => records.taskDefinitions.put(arn, { ...definition, tags }) };
  },
};
