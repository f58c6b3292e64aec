import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import type { PresentEngine } from "../backend/engines.ts";
import { familyOf } from "../state/engines.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<PresentEngine>(
  "elasticache:DescribeCacheEngineVersions",
  ({ engine, version }) => `${engine}/${version}`,
);
const NAMES = { redis: "Redis", valkey: "Valkey" };

/** The versions whose programs are here; the description tells which program that is. */
export function describeCacheEngineVersions(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DescribeCacheEngineVersions"> {
  return async (input) => {
    const found = context.engines
      .filter(({ engine }) => input.Engine === undefined || engine === input.Engine)
      .filter(({ version }) => input.EngineVersion === undefined || version === input.EngineVersion)
      .filter((each) => [undefined, familyOf(each)].includes(input.CacheParameterGroupFamily));
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { CacheEngineVersions: items.map(describeVersion), Marker: marker };
  };
}

function describeVersion(present: PresentEngine): elasticache.CacheEngineVersion {
  const { engine, version, binary } = present;
  return {
    Engine: engine,
    EngineVersion: version,
    CacheParameterGroupFamily: familyOf(present),
    CacheEngineDescription: NAMES[engine],
    CacheEngineVersionDescription: `${NAMES[binary.product]} ${binary.version}`,
  };
}
