import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { paginate } from "../../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../../wire/query/query-paging.ts";
import { logFiles, type LogFile } from "../../backend/log-files.ts";
import { applyFilters } from "../../state/filters.ts";
import { instanceNamed, type RdsContext } from "../rds-context.ts";

const PAGING = awsQueryPaging<LogFile>("rds:DescribeDBLogFiles", ({ name }) => name, {
  min: 1,
  max: 100,
  default: 100,
});

/** The logs that the instance's real servers write. */
export function describeDbLogFiles(context: RdsContext): Handler<typeof rds, "DescribeDBLogFiles"> {
  return async (input) => {
    const { FilenameContains: part = "", FileLastWritten: since = 0, FileSize: sizeMin = 0 } = input;
    const files = await logFiles(context.instance, instanceNamed(context, input.DBInstanceIdentifier!));
    const found = files
      .filter(({ name }) => name.includes(part))
      .filter(({ writtenAtMs, sizeBytes }) => writtenAtMs > since && sizeBytes >= sizeMin);
    const filtered = applyFilters(found, input.Filters, {});
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return {
      DescribeDBLogFiles: items.map(({ name, sizeBytes, writtenAtMs }) => ({
        LogFileName: name,
        LastWritten: writtenAtMs,
        Size: sizeBytes,
      })),
      Marker: marker,
    };
  };
}
