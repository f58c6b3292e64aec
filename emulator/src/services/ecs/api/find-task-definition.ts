import { nameOf } from "../state/arns.ts";
import type { TaskDefinitionRecord } from "../state/task-definition-record.ts";
import type { EcsContext } from "./context.ts";

/** A revision by ARN, `family:revision` or `family`, which means its latest ACTIVE one. */
export function findTaskDefinition(
  { records, arns }: Pick<EcsContext, "records" | "arns">,
  reference: string,
): TaskDefinitionRecord | undefined {
  const [family = "", revision] = nameOf(reference).split(":");
  if (revision !== undefined) {
    return /^\d+$/.test(revision)
      ? records.taskDefinitions.get(arns.taskDefinition(family, Number(revision)))
      : undefined;
  }
  return records.taskDefinitions
    .list()
    .filter((definition) => definition.family === family && definition.status === "ACTIVE")
    .sort((a, b) => b.revision - a.revision)[0];
}
