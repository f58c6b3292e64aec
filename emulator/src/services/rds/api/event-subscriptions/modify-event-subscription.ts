import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { checkCategories, checkedSourceType, type EventSubscriptionRecord } from "../../state/event-subscription.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import type { RdsContext } from "../rds-context.ts";
import { shown } from "./shown.ts";

/** Sources stay as they are: they are added and removed one by one. */
export function modifyEventSubscription(context: RdsContext): Handler<typeof rds, "ModifyEventSubscription"> {
  return async (input) => {
    const { eventSubscriptions } = context;
    const name = input.SubscriptionName!;
    const before = eventSubscriptions.get(name);
    const sourceType = input.SourceType === undefined ? before.sourceType : checkedSourceType(input.SourceType);
    if (sourceType !== before.sourceType && before.sourceIds.length > 0) {
      throw rdsErrors.invalidCombination("The source type can't be changed while there are source identifiers.");
    }
    const categories = input.EventCategories === undefined ? before.categories : [...new Set(input.EventCategories)];
    checkCategories(categories, sourceType);
    if (input.SnsTopicArn !== undefined) await eventSubscriptions.checkTopic(input.SnsTopicArn);
    const record: EventSubscriptionRecord = {
      ...eventSubscriptions.get(name),
      ...(sourceType && { sourceType }),
      categories,
      ...(input.SnsTopicArn !== undefined && { snsTopicArn: input.SnsTopicArn }),
      ...(input.Enabled !== undefined && { enabled: input.Enabled }),
    };
    eventSubscriptions.put(record);
    return { EventSubscription: shown(context, record) };
  };
}
