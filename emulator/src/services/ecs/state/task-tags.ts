import type { Tag } from "@aws-sdk/client-ecs";

export interface TaskTagsInput {
  readonly own?: readonly Tag[];
  readonly propagateTags: "NONE" | "SERVICE" | "TASK_DEFINITION";
  readonly serviceTags: readonly Tag[];
  readonly definitionTags: readonly Tag[];
  readonly managed: { readonly clusterName: string; readonly serviceName?: string } | undefined;
}

/** A task's tags: its own, those propagated, and the ECS-managed ones; its own win. */
export function taskTags(input: TaskTagsInput): Tag[] {
  const propagated =
    input.propagateTags === "SERVICE"
      ? input.serviceTags
      : input.propagateTags === "TASK_DEFINITION"
        ? input.definitionTags
        : [];
  const managed: Tag[] = [];
  if (input.managed) {
    managed.push({ key: "aws:ecs:clusterName", value: input.managed.clusterName });
    if (input.managed.serviceName !== undefined) {
      managed.push({ key: "aws:ecs:serviceName", value: input.managed.serviceName });
    }
  }
  return mergeTags([...managed, ...propagated], input.own ?? []);
}

/** `current` with `changes` in their place or added. */
export function mergeTags(current: readonly Tag[], changes: readonly Tag[]): Tag[] {
  const merged = new Map([...current, ...changes].map((tag) => [tag.key ?? "", tag]));
  return [...merged.values()];
}
