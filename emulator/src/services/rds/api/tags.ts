import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { tagList } from "../state/db-instance.ts";
import { tagRecord } from "../state/tags.ts";
import type { RdsContext } from "./rds-context.ts";
import { taggedResource } from "./tagged-resource.ts";

export function listTagsForResource(context: RdsContext): Handler<typeof rds, "ListTagsForResource"> {
  return async (input) => ({ TagList: tagList(taggedResource(context, input.ResourceName!).tags) });
}

export function addTagsToResource(context: RdsContext): Handler<typeof rds, "AddTagsToResource"> {
  return async (input) => {
    const { tags, save } = taggedResource(context, input.ResourceName!);
    save(tagRecord(input.Tags, tags));
    return {};
  };
}

export function removeTagsFromResource(context: RdsContext): Handler<typeof rds, "RemoveTagsFromResource"> {
  return async (input) => {
    const { tags, save } = taggedResource(context, input.ResourceName!);
    const removed = new Set(input.TagKeys);
    save(Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key))));
    return {};
  };
}
