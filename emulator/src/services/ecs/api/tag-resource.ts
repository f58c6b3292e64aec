import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { mergeTags } from "../state/task-tags.ts";
import type { EcsContext } from "./context.ts";
import { taggedResource } from "./tagged-resource.ts";

const TAGS_MAX = 50;

export function tagResource(ecs: EcsContext): Handler<typeof sdk, "TagResource"> {
  return async ({ resourceArn, tags }) => {
    const resource = taggedResource(ecs, resourceArn);
    const merged = mergeTags(resource.tags, tags ?? []);
    if (merged.length > TAGS_MAX) throw ECS_ERRORS.invalidParameter(`A resource can have at most ${TAGS_MAX} tags.`);
    resource.save(merged);
    return {};
  };
}

export function untagResource(ecs: EcsContext): Handler<typeof sdk, "UntagResource"> {
  return async ({ resourceArn, tagKeys }) => {
    const resource = taggedResource(ecs, resourceArn);
    resource.save(resource.tags.filter((tag) => !tagKeys?.includes(tag.key ?? "")));
    return {};
  };
}

export function listTagsForResource(ecs: EcsContext): Handler<typeof sdk, "ListTagsForResource"> {
  return async ({ resourceArn }) => ({ tags: taggedResource(ecs, resourceArn).tags });
}
