import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { parseElasticacheArn } from "../state/arn.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { keyOf } from "../state/replication-group.ts";
import { DEFAULT_USER } from "../state/user.ts";
import { tagList, tagRecord } from "../state/tags.ts";
import { cluster, subnetGroup, type ElasticacheContext } from "./elasticache-context.ts";

export function listTagsForResource(context: ElasticacheContext): Handler<typeof elasticache, "ListTagsForResource"> {
  return async (input) => ({ TagList: tagList(taggedResource(context, input.ResourceName!).tags) });
}

export function addTagsToResource(context: ElasticacheContext): Handler<typeof elasticache, "AddTagsToResource"> {
  return async (input) => {
    const { tags, save } = taggedResource(context, input.ResourceName!);
    const changed = tagRecord(input.Tags, tags);
    save(changed);
    return { TagList: tagList(changed) };
  };
}

/** A key that isn't there is `TagNotFound`. */
export function removeTagsFromResource(
  context: ElasticacheContext,
): Handler<typeof elasticache, "RemoveTagsFromResource"> {
  return async (input) => {
    const { tags, save } = taggedResource(context, input.ResourceName!);
    const removed = input.TagKeys ?? [];
    const unknown = removed.find((key) => !Object.hasOwn(tags, key));
    if (unknown !== undefined) throw elasticacheErrors.tagNotFound(unknown);
    const kept = Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.includes(key)));
    save(kept);
    return { TagList: tagList(kept) };
  };
}

interface Tagged {
  readonly tags: Record<string, string>;
  readonly save: (tags: Record<string, string>) => void;
}

/** Throws the not-found error of the kind of resource that the ARN names. A cluster has its group's tags. */
function taggedResource(context: ElasticacheContext, arn: string): Tagged {
  const { fleet, parameterGroups, snapshots, users, subnetGroups, instance } = context;
  const { type, name } = parseElasticacheArn(instance, arn);
  switch (type) {
    case "replicationgroup":
    case "cluster": {
      const record = type === "cluster" ? cluster(context, name).group : fleet.record(name);
      return { tags: record.tags, save: (tags) => fleet.update(keyOf(record), { tags }) };
    }
    case "subnetgroup": {
      const group = subnetGroup(context, name);
      return { tags: group.tags, save: (tags) => subnetGroups.put(group.name, { ...group, tags }) };
    }
    case "snapshot": {
      const record = snapshots.get(name);
      return { tags: record.tags, save: (tags) => snapshots.records.put(record.name, { ...record, tags }) };
    }
    case "user": {
      const user = users.get(name);
      const save = (tags: Record<string, string>): void => users.records.put(user.id, { ...user, tags });
      return { tags: user.tags, save: user.id === DEFAULT_USER.id ? refuseFor("The user default") : save };
    }
    case "usergroup": {
      const group = users.group(name);
      return { tags: group.tags, save: (tags) => users.groups.put(group.id, { ...group, tags }) };
    }
    case "parametergroup": {
      const group = parameterGroups.get(name);
      const save = (tags: Record<string, string>): void => parameterGroups.put({ ...group, tags });
      return {
        tags: group.tags,
        save: parameterGroups.isDefault(name) ? refuseFor(`The parameter group ${group.name}`) : save,
      };
    }
  }
}

/** What every account has holds no tags. */
function refuseFor(what: string): () => never {
  return () => {
    throw elasticacheErrors.invalidValue(`${what} is a default of the account and has no tags.`);
  };
}
