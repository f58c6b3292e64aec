import type * as elasticache from "@aws-sdk/client-elasticache";
import { changedProperties } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import type { Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { stabilize } from "../stabilize.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElasticacheTags } from "./elasticache-tags.ts";

type Call = ServiceCalls<typeof elasticache>;

/** ModifyUser takes neither. */
const NOT_FOR_MODIFY = ["UserId", "UserName", "Tags"];

/** AWS::ElastiCache::User; Ref is the user's id. Stable means that every server has taken it over. */
export function cacheUserType(call: Call): ResourceType {
  return {
    create: async (properties, context) => {
      const { UserId } = await call("CreateUser", properties, context.call);
      context.exists(UserId!);
      return asResource(await active(call, UserId!, context));
    },
    update: async (identifier, properties, previous, context) => {
      const changed = omit(changedProperties(properties, previous), NOT_FOR_MODIFY);
      if (Object.keys(changed).length > 0) await call("ModifyUser", { ...changed, UserId: identifier }, context.call);
      const user = await active(call, identifier, context);
      await updateElasticacheTags(call, user.ARN!, properties, previous, context.call);
      return asResource(user);
    },
    delete: async (identifier, _properties, context) => {
      await unlessGone(call("DeleteUser", { UserId: identifier }, context.call));
      await stabilize(`user ${identifier} to be deleted`, async () =>
        (await find(call, identifier, context)) ? undefined : true,
      );
    },
  };
}

async function find(call: Call, UserId: string, context: ResourceContext): Promise<elasticache.User | undefined> {
  return (await unlessGone(call("DescribeUsers", { UserId }, context.call)))?.Users?.[0];
}

async function active(call: Call, identifier: string, context: ResourceContext): Promise<elasticache.User> {
  return stabilize(`user ${identifier} to be active`, async () => {
    const user = await find(call, identifier, context);
    return user?.Status === "active" ? user : undefined;
  });
}

function asResource(user: elasticache.User): Resource {
  return { identifier: user.UserId!, attributes: { UserId: user.UserId, Arn: user.ARN, Status: user.Status } };
}
