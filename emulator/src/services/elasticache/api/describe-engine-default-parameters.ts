import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { NODE_TYPES } from "../state/node-types.ts";
import { describeParameter, type CacheParameter } from "../state/parameter-catalogue.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<CacheParameter>("elasticache:DescribeEngineDefaultParameters", ({ name }) => name);

export function describeEngineDefaultParameters(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DescribeEngineDefaultParameters"> {
  return async (input) => {
    const { name, engine } = context.parameterGroups.family(input.CacheParameterGroupFamily!);
    const page = { marker: input.Marker, limit: input.MaxRecords };
    const { items, marker } = paginate([...engine.catalogue.values()], page, PAGING);
    return {
      EngineDefaults: {
        CacheParameterGroupFamily: name,
        Parameters: items.map((parameter) => describeParameter(parameter, engine.version)),
        CacheNodeTypeSpecificParameters: [nodeTypeSpecific(engine.version)],
        Marker: marker,
      },
    };
  };
}

/** `maxmemory` is each node type's own. */
export function nodeTypeSpecific(engineVersionMin: string): elasticache.CacheNodeTypeSpecificParameter {
  return {
    ParameterName: "maxmemory",
    Description: "The maximum memory in bytes that a node has for data and overhead.",
    Source: "system",
    DataType: "integer",
    AllowedValues: "0-",
    IsModifiable: false,
    MinimumEngineVersion: engineVersionMin,
    CacheNodeTypeSpecificValues: [...NODE_TYPES].map(([CacheNodeType, bytes]) => ({
      CacheNodeType,
      Value: String(bytes),
    })),
    ChangeType: "requires-reboot",
  };
}
