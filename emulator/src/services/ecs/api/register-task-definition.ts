import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { registerTaskDefinition as validate } from "../state/register-task-definition.ts";
import { renderTaskDefinition } from "../state/render-task-definition.ts";
import type { TaskDefinitionRecord } from "../state/task-definition-record.ts";
import type { EcsContext } from "./context.ts";

export function registerTaskDefinition(ecs: EcsContext): Handler<typeof sdk, "RegisterTaskDefinition"> {
  return async (input) => {
    const definition = validate(input);
    const revision = (ecs.records.revisions.get(definition.family) ?? 0) + 1;
    const record: TaskDefinitionRecord = {
      ...definition,
      arn: ecs.arns.taskDefinition(definition.family, revision),
      revision,
      status: "ACTIVE",
      registeredAt: new Date().toISOString(),
    };
    ecs.records.revisions.put(definition.family, revision);
    ecs.records.taskDefinitions.put(record.arn, record);
    return { taskDefinition: renderTaskDefinition(record, ecs.arns), tags: record.tags };
  };
}
