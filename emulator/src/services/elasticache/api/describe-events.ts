import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { describeEvent, type EventRecord } from "../backend/event-log.ts";
import { elasticacheErrors } from "../state/errors.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<EventRecord>("elasticache:DescribeEvents", ({ key }) => key);
const DURATION_MINUTES = 60;
const RETENTION_MINUTES = 20_160;
const SOURCE_TYPES = [
  ...["cache-cluster", "cache-parameter-group", "cache-security-group", "cache-subnet-group", "replication-group"],
  ...["serverless-cache", "serverless-cache-snapshot", "user", "user-group"],
];

/** The last hour's events unless StartTime, EndTime or Duration (minutes) say otherwise. */
export function describeEvents(context: ElasticacheContext): Handler<typeof elasticache, "DescribeEvents"> {
  return async (input) => {
    const { SourceIdentifier: source, SourceType: type } = input;
    if (type !== undefined && !SOURCE_TYPES.includes(type)) {
      throw elasticacheErrors.invalidValue(`Invalid source type: ${String(type)}`);
    }
    if (source !== undefined && type === undefined) {
      throw elasticacheErrors.invalidCombination("SourceType must be provided if SourceIdentifier is.");
    }
    const [start, end] = period(input);
    const events = context.events
      .between(start, end)
      .filter((event) => source === undefined || event.sourceIdentifier === source.toLowerCase())
      .filter((event) => type === undefined || event.sourceType === type);
    const { items, marker } = paginate(events, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { Events: items.map(describeEvent), Marker: marker };
  };
}

function period({ StartTime, EndTime, Duration }: elasticache.DescribeEventsMessage): [Date, Date] {
  if (StartTime !== undefined && Duration !== undefined) {
    throw elasticacheErrors.invalidCombination("Duration and StartTime can't be specified together.");
  }
  const minutes = Duration ?? DURATION_MINUTES;
  if (!(minutes > 0 && minutes <= RETENTION_MINUTES)) {
    throw elasticacheErrors.invalidValue(
      `Invalid duration: ${minutes}. Must be between 1 and ${RETENTION_MINUTES} minutes`,
    );
  }
  const end = EndTime ?? new Date();
  const start = StartTime ?? new Date(end.getTime() - minutes * 60_000);
  if (start > end) throw elasticacheErrors.invalidCombination("The start time must be before the end time.");
  return [start, end];
}
