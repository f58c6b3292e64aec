import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { checkedSourceType, EVENT_CATEGORIES } from "../state/event-subscription.ts";
import { applyFilters } from "../state/filters.ts";

export function describeEventCategories(): Handler<typeof rds, "DescribeEventCategories"> {
  return async (input) => {
    const asked = input.SourceType === undefined ? undefined : checkedSourceType(input.SourceType);
    const found = Object.entries(EVENT_CATEGORIES).filter(([type]) => asked === undefined || type === asked);
    return {
      EventCategoriesMapList: applyFilters(found, input.Filters, {}).map(([SourceType, categories]) => ({
        SourceType,
        EventCategories: [...categories],
      })),
    };
  };
}
