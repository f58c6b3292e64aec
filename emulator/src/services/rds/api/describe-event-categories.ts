import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { EVENT_CATEGORIES } from "../backend/event-log.ts";

export function describeEventCategories(): Handler<typeof rds, "DescribeEventCategories"> {
  return async () => ({
    EventCategoriesMapList: [{ SourceType: "db-instance", EventCategories: [...EVENT_CATEGORIES] }],
  });
}
