import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { describeEvent, type EventRecord } from "../backend/event-log.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import type { RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<EventRecord>("rds:DescribeEvents", ({ key }) => key);
const DURATION_MINUTES = 60;
const RETENTION_MINUTES = 20_160;
const SOURCE_TYPES = [
  ...["db-instance", "db-parameter-group", "db-security-group", "db-snapshot", "db-cluster", "db-cluster-snapshot"],
  ...["custom-engine-version", "db-proxy", "blue-green-deployment", "db-shard-group", "zero-etl"],
];

/** The last hour's events unless StartTime, EndTime or Duration (minutes) say otherwise. */
export function describeEvents(context: RdsContext): Handler<typeof rds, "DescribeEvents"> {
  return async (input) => {
    const { SourceIdentifier: source, SourceType: type, EventCategories: categories = [] } = input;
    if (type !== undefined && !SOURCE_TYPES.includes(type))
      throw rdsErrors.invalidValue(`Invalid source type: ${String(type)}`);
    if (source !== undefined && type === undefined) {
      throw rdsErrors.invalidCombination("Cannot specify source identifier without source type");
    }
    const [start, end] = period(input);
    const events = context.events
      .between(start, end)
      .filter((event) => source === undefined || event.sourceIdentifier === source.toLowerCase())
      .filter((event) => type === undefined || event.sourceType === type)
      .filter((event) => categories.length === 0 || event.categories.some((each) => categories.includes(each)));
    const { items, marker } = paginate(events, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { Events: items.map(describeEvent), Marker: marker };
  };
}

function period({ StartTime, EndTime, Duration }: rds.DescribeEventsMessage): [Date, Date] {
  if (StartTime !== undefined && Duration !== undefined) {
    throw rdsErrors.invalidCombination("Duration and StartTime can't be specified together.");
  }
  const minutes = Duration ?? DURATION_MINUTES;
  if (!(minutes > 0 && minutes <= RETENTION_MINUTES)) {
    throw rdsErrors.invalidValue(`Invalid duration: ${minutes}. Must be between 1 and ${RETENTION_MINUTES} minutes`);
  }
  const end = EndTime ?? new Date();
  const start = StartTime ?? new Date(end.getTime() - minutes * 60_000);
  if (start > end) throw rdsErrors.invalidCombination("The start time must be before the end time.");
  return [start, end];
}
