import type * as elasticache from "@aws-sdk/client-elasticache";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateElasticacheTags } from "./elasticache-tags.ts";

const NAME_LENGTH_MAX = 255;
/** ModifyCacheParameterGroup and ResetCacheParameterGroup take at most this many. */
const PARAMETERS_PER_CALL_MAX = 20;

/** AWS::ElastiCache::ParameterGroup; Ref is the name. Parameters apply at once as far as servers allow that. */
export function cacheParameterGroupType(call: ServiceCalls<typeof elasticache>): ResourceType {
  return {
    create: async (properties, context) => {
      const CacheParameterGroupName =
        properties["CacheParameterGroupName"] ?? physicalName(context, NAME_LENGTH_MAX).toLowerCase();
      const { CacheParameterGroupFamily, Description, Tags } = properties;
      const input = { CacheParameterGroupName, CacheParameterGroupFamily, Description, Tags };
      const { CacheParameterGroup } = await call("CreateCacheParameterGroup", input, context.call);
      const name = CacheParameterGroup!.CacheParameterGroupName!;
      context.exists(name);
      await change(call, name, valuesOf(properties), new Map(), context);
      return asResource(name);
    },
    update: async (identifier, properties, previous, context) => {
      await change(call, identifier, valuesOf(properties), valuesOf(previous), context);
      const input = { CacheParameterGroupName: identifier };
      const { CacheParameterGroups } = await call("DescribeCacheParameterGroups", input, context.call);
      await updateElasticacheTags(call, CacheParameterGroups![0]!.ARN!, properties, previous, context.call);
      return asResource(identifier);
    },
    delete: async (identifier, _properties, context) => {
      await unlessGone(call("DeleteCacheParameterGroup", { CacheParameterGroupName: identifier }, context.call));
    },
  };
}

async function change(
  call: ServiceCalls<typeof elasticache>,
  CacheParameterGroupName: string,
  wanted: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, string>,
  context: ResourceContext,
): Promise<void> {
  const reset = [...known.keys()].filter((name) => !wanted.has(name)).map((ParameterName) => ({ ParameterName }));
  const set = [...wanted]
    .filter(([name, value]) => known.get(name) !== value)
    .map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }));
  for (const ParameterNameValues of chunks(reset)) {
    await call("ResetCacheParameterGroup", { CacheParameterGroupName, ParameterNameValues }, context.call);
  }
  for (const ParameterNameValues of chunks(set)) {
    await call("ModifyCacheParameterGroup", { CacheParameterGroupName, ParameterNameValues }, context.call);
  }
}

/** CloudFormation calls the parameters "Properties". */
function valuesOf({ Properties: values }: Properties): ReadonlyMap<string, string> {
  return new Map(Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]));
}

function chunks<T>(values: readonly T[]): T[][] {
  const count = Math.ceil(values.length / PARAMETERS_PER_CALL_MAX);
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * PARAMETERS_PER_CALL_MAX, (index + 1) * PARAMETERS_PER_CALL_MAX),
  );
}

function asResource(name: string): Resource {
  return { identifier: name, attributes: { CacheParameterGroupName: name } };
}
