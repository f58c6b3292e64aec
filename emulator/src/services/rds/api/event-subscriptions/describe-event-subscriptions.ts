import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { paginate } from "../../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../../wire/query/query-paging.ts";
import type { EventSubscriptionRecord } from "../../state/event-subscription.ts";
import { applyFilters } from "../../state/filters.ts";
import type { RdsContext } from "../rds-context.ts";
import { shown } from "./shown.ts";

const PAGING = awsQueryPaging<EventSubscriptionRecord>("rds:DescribeEventSubscriptions", ({ name }) =>
  name.toLowerCase(),
);

export function describeEventSubscriptions(context: RdsContext): Handler<typeof rds, "DescribeEventSubscriptions"> {
  return async (input) => {
    const { eventSubscriptions } = context;
    const asked = input.SubscriptionName;
    const found = asked === undefined ? eventSubscriptions.records.list() : [eventSubscriptions.get(asked)];
    const filtered = applyFilters(found, input.Filters, {});
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { EventSubscriptionsList: items.map((record) => shown(context, record)), Marker: marker };
  };
}
