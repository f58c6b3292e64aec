import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { stabilize } from "../stabilize.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElasticacheTags } from "./elasticache-tags.ts";

type Call = ServiceCalls<typeof elasticache>;

/** AWS::ElastiCache::UserGroup; Ref is the group's id. Stable means that every server has its members. */
export function cacheUserGroupType(call: Call): ResourceType {
  return {
    create: async (properties, context) => {
      const { UserGroupId } = await call("CreateUserGroup", properties, context.call);
      context.exists(UserGroupId!);
      return asResource(await active(call, UserGroupId!, context));
    },
    update: async (identifier, properties, previous, context) => {
      const changes = memberChanges(properties, previous);
      if (Object.keys(changes).length > 0) {
        await call("ModifyUserGroup", { ...changes, UserGroupId: identifier }, context.call);
      }
      const group = await active(call, identifier, context);
      await updateElasticacheTags(call, group.ARN!, properties, previous, context.call);
      return asResource(group);
    },
    delete: async (identifier, _properties, context) => {
      await unlessGone(call("DeleteUserGroup", { UserGroupId: identifier }, context.call));
    },
  };
}

function memberChanges(properties: Properties, previous: Properties): object {
  const [wanted, known] = [properties, previous].map(({ UserIds }) => (UserIds ?? []) as readonly string[]);
  const added = wanted!.filter((id) => !known!.includes(id));
  const removed = known!.filter((id) => !wanted!.includes(id));
  return {
    ...(added.length > 0 && { UserIdsToAdd: added }),
    ...(removed.length > 0 && { UserIdsToRemove: removed }),
    ...(properties["Engine"] !== previous["Engine"] && { Engine: properties["Engine"] }),
  };
}

async function active(call: Call, UserGroupId: string, context: ResourceContext): Promise<elasticache.UserGroup> {
  return stabilize(`user group ${UserGroupId} to be active`, async () => {
    const { UserGroups } = await call("DescribeUserGroups", { UserGroupId }, context.call);
    return UserGroups?.[0]?.Status === "active" ? UserGroups[0] : undefined;
  });
}

function asResource(group: elasticache.UserGroup): Resource {
  return {
    identifier: group.UserGroupId!,
    attributes: { UserGroupId: group.UserGroupId, Arn: group.ARN, Status: group.Status },
  };
}
