import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { parseRdsArn } from "../state/arn.ts";
import { tagList } from "../state/db-instance.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { tagRecord } from "../state/tags.ts";
import { subnetGroup, type RdsContext } from "./rds-context.ts";

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

function refuseDefaultGroup(name: string): never {
  throw rdsErrors.invalidValue(`The parameter group ${name} is a default group and cannot be tagged.`);
}

interface Tagged {
  readonly tags: Record<string, string>;
  readonly save: (tags: Record<string, string>) => void;
}

/** Throws the not-found error of the kind of resource that the ARN names. */
function taggedResource(context: RdsContext, arn: string): Tagged {
  const { type, name } = parseRdsArn(context.instance, arn);
  switch (type) {
    case "db": {
      const { identifier, tags } = context.fleet.record(name);
      return { tags, save: (changed) => context.fleet.update(identifier, { tags: changed }) };
    }
    case "subgrp": {
      const group = subnetGroup(context, name);
      return { tags: group.tags, save: (tags) => context.subnetGroups.put(group.name, { ...group, tags }) };
    }
    case "snapshot": {
      const { snapshots } = context.backups;
      const { identifier, tags } = snapshots.get(name);
      return { tags, save: (changed) => snapshots.update(identifier, { tags: changed }) };
    }
    case "pg": {
      const group = context.parameterGroups.get(name);
      if (context.parameterGroups.isDefault(name)) return { tags: {}, save: () => refuseDefaultGroup(group.name) };
      return { tags: group.tags, save: (tags) => context.parameterGroups.put({ ...group, tags }) };
    }
  }
}
