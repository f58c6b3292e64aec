import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderTaskDefinition } from "../state/render-task-definition.ts";
import type { EcsContext } from "./context.ts";
import { findTaskDefinition } from "./find-task-definition.ts";

export function describeTaskDefinition(ecs: EcsContext): Handler<typeof sdk, "DescribeTaskDefinition"> {
  return async (input) => {
    const record = findTaskDefinition(ecs, input.taskDefinition ?? "");
    if (!record) throw ECS_ERRORS.client("Unable to describe task definition.");
    return {
      taskDefinition: renderTaskDefinition(record, ecs.arns),
      ...(input.include?.includes("TAGS") ? { tags: record.tags } : {}),
    };
  };
}
