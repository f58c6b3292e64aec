import type { EventSubscription } from "@aws-sdk/client-rds";
import { describeSubscription, type EventSubscriptionRecord } from "../../state/event-subscription.ts";
import { arnOf, type RdsContext } from "../rds-context.ts";

/** An event subscription as the API shows it. */
export function shown(context: RdsContext, record: EventSubscriptionRecord): EventSubscription {
  return describeSubscription(record, arnOf(context, "es", record.name), context.instance.accountId);
}
