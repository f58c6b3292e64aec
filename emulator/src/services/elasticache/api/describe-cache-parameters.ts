import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { describeParameter } from "../state/parameter-catalogue.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";
import { nodeTypeSpecific } from "./describe-engine-default-parameters.ts";

const PAGING = awsQueryPaging<elasticache.Parameter>(
  "elasticache:DescribeCacheParameters",
  ({ ParameterName }) => ParameterName!,
);
const SOURCES = ["user", "system", "engine-default"];

export function describeCacheParameters(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DescribeCacheParameters"> {
  return async (input) => {
    const { parameterGroups } = context;
    const group = parameterGroups.get(input.CacheParameterGroupName!);
    if (input.Source !== undefined && !SOURCES.includes(input.Source)) {
      throw elasticacheErrors.invalidValue(`Invalid source: ${input.Source}. Must be one of ${SOURCES.join(", ")}`);
    }
    const { version } = parameterGroups.family(group.family).engine;
    const found = [...parameterGroups.catalogue(group).values()]
      .map((parameter) => describeParameter(parameter, version, group.values[parameter.name]))
      .filter(({ Source }) => input.Source === undefined || Source === input.Source);
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return {
      Parameters: items,
      CacheNodeTypeSpecificParameters: input.Source === "user" ? [] : [nodeTypeSpecific(version)],
      Marker: marker,
    };
  };
}
