import type * as elasticache from "@aws-sdk/client-elasticache";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Resource, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElasticacheTags } from "./elasticache-tags.ts";

const NAME_LENGTH_MAX = 255;
const ALIASES = { Description: "CacheSubnetGroupDescription" };

/** AWS::ElastiCache::SubnetGroup; Ref is the name. */
export function cacheSubnetGroupType(call: ServiceCalls<typeof elasticache>): ResourceType {
  return {
    create: async (properties, context) => {
      const CacheSubnetGroupName =
        properties["CacheSubnetGroupName"] ?? physicalName(context, NAME_LENGTH_MAX).toLowerCase();
      const input = { ...properties, CacheSubnetGroupName };
      return asResource((await call("CreateCacheSubnetGroup", input, context.call, ALIASES)).CacheSubnetGroup);
    },
    update: async (identifier, properties, previous, context) => {
      const input = { ...omit(properties, ["Tags"]), CacheSubnetGroupName: identifier };
      const { CacheSubnetGroup } = await call("ModifyCacheSubnetGroup", input, context.call, ALIASES);
      await updateElasticacheTags(call, CacheSubnetGroup!.ARN!, properties, previous, context.call);
      return asResource(CacheSubnetGroup);
    },
    delete: async (identifier, _properties, context) => {
      await unlessGone(call("DeleteCacheSubnetGroup", { CacheSubnetGroupName: identifier }, context.call));
    },
  };
}

function asResource(group: elasticache.CacheSubnetGroup | undefined): Resource {
  const name = group!.CacheSubnetGroupName!;
  return { identifier: name, attributes: { CacheSubnetGroupName: name } };
}
