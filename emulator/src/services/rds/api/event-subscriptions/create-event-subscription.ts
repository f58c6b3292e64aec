import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { checkCategories, checkedSourceType, checkedSubscriptionName } from "../../state/event-subscription.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import { tagRecord } from "../../state/tags.ts";
import type { RdsContext } from "../rds-context.ts";
import { checkedSource } from "./checked-source.ts";
import { shown } from "./shown.ts";

const SUBSCRIPTIONS_MAX = 20;

export function createEventSubscription(context: RdsContext): Handler<typeof rds, "CreateEventSubscription"> {
  return async (input) => {
    const { eventSubscriptions } = context;
    const name = checkedSubscriptionName(input.SubscriptionName!);
    const sourceType = input.SourceType === undefined ? undefined : checkedSourceType(input.SourceType);
    const categories = [...new Set(input.EventCategories)];
    checkCategories(categories, sourceType);
    const sourceIds = [...new Set(input.SourceIds)].map((id) => checkedSource(context, sourceType, id));
    const tags = tagRecord(input.Tags);
    await eventSubscriptions.checkTopic(input.SnsTopicArn!);
    if (eventSubscriptions.records.get(name.toLowerCase())) throw rdsErrors.subscriptionAlreadyExists(name);
    if (eventSubscriptions.records.list().length >= SUBSCRIPTIONS_MAX) {
      throw rdsErrors.subscriptionQuotaExceeded(SUBSCRIPTIONS_MAX);
    }
    const record = {
      ...{ name, sourceIds, categories, tags },
      snsTopicArn: input.SnsTopicArn!,
      ...(sourceType && { sourceType }),
      enabled: input.Enabled ?? true,
      createdAt: new Date().toISOString(),
    };
    eventSubscriptions.put(record);
    return { EventSubscription: shown(context, record) };
  };
}
