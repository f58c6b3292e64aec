import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { supportedLifecycles } from "../state/engine-support.ts";
import { ENGINE, majorOf } from "../state/engine.ts";
import type { RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<string>("rds:DescribeDBMajorEngineVersions", (major) => major.padStart(4, "0"));

export function describeDbMajorEngineVersions(
  context: RdsContext,
): Handler<typeof rds, "DescribeDBMajorEngineVersions"> {
  return async (input) => {
    const found = [...new Set(context.engines.versions.map(majorOf))]
      .filter(() => [undefined, ENGINE].includes(input.Engine))
      .filter((major) => [undefined, major].includes(input.MajorEngineVersion));
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return {
      DBMajorEngineVersions: items.map((major) => ({
        Engine: ENGINE,
        MajorEngineVersion: major,
        SupportedEngineLifecycles: supportedLifecycles(major),
      })),
      Marker: marker,
    };
  };
}
