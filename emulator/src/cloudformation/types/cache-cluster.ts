import type * as elasticache from "@aws-sdk/client-elasticache";
import { AwsError } from "../../wire/aws-error.ts";
import { changedProperties } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { stabilize } from "../stabilize.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElasticacheTags } from "./elasticache-tags.ts";
import { finalSnapshot } from "./final-snapshot.ts";

type Call = ServiceCalls<typeof elasticache>;

const NAME_LENGTH_MAX = 50;
const ALIASES = { ClusterName: "CacheClusterId", VpcSecurityGroupIds: "SecurityGroupIds" };

/** AWS::ElastiCache::CacheCluster; Ref is the identifier. Stable means `available`. */
export function cacheClusterType(call: Call): ResourceType {
  const available = async (identifier: string, context: ResourceContext): Promise<elasticache.CacheCluster> =>
    stabilize(`cache cluster ${identifier} to be available`, async () => {
      const cluster = await find(call, identifier, context);
      const status = cluster?.CacheClusterStatus ?? "deleted";
      if (["deleted", "incompatible-network", "restore-failed"].includes(status)) {
        throw new AwsError("NotStabilized", `Cache cluster ${identifier} is ${status}.`);
      }
      return status === "available" ? cluster : undefined;
    });
  return {
    create: async (properties, context) => {
      const ClusterName = properties["ClusterName"] ?? physicalName(context, NAME_LENGTH_MAX).toLowerCase();
      const input = { ...properties, ClusterName };
      const { CacheCluster } = await call("CreateCacheCluster", input, context.call, ALIASES);
      const identifier = CacheCluster!.CacheClusterId!;
      context.exists(identifier);
      return asResource(await available(identifier, context));
    },
    update: async (identifier, properties, previous, context) => {
      const changed = omit(changedProperties(properties, previous), ["ClusterName", "Tags"]);
      if (Object.keys(changed).length > 0) {
        const input = { ...changed, CacheClusterId: identifier, ApplyImmediately: true };
        await call("ModifyCacheCluster", input, context.call, ALIASES);
      }
      const cluster = await available(identifier, context);
      await updateElasticacheTags(call, cluster.ARN!, properties, previous, context.call);
      return asResource(cluster);
    },
    delete: async (identifier, _properties, context) => {
      if (!(await find(call, identifier, context))) return;
      const input = { CacheClusterId: identifier, ...finalSnapshot(context) };
      await unlessGone(call("DeleteCacheCluster", input, context.call));
      await stabilize(`cache cluster ${identifier} to be deleted`, async () =>
        (await find(call, identifier, context)) ? undefined : true,
      );
    },
  };
}

async function find(
  call: Call,
  CacheClusterId: string,
  context: ResourceContext,
): Promise<elasticache.CacheCluster | undefined> {
  const described = call("DescribeCacheClusters", { CacheClusterId, ShowCacheNodeInfo: true }, context.call);
  return (await unlessGone(described))?.CacheClusters?.[0];
}

function asResource(cluster: elasticache.CacheCluster): Resource {
  return {
    identifier: cluster.CacheClusterId!,
    attributes: { ClusterName: cluster.CacheClusterId, RedisEndpoint: cluster.CacheNodes?.[0]?.Endpoint },
  };
}
