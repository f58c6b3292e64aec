import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import type { RdsContext } from "../rds-context.ts";
import { shown } from "./shown.ts";

export function deleteEventSubscription(context: RdsContext): Handler<typeof rds, "DeleteEventSubscription"> {
  return async (input) => {
    const record = context.eventSubscriptions.get(input.SubscriptionName!);
    context.eventSubscriptions.records.delete(record.name.toLowerCase());
    return { EventSubscription: { ...shown(context, record), Status: "deleting" } };
  };
}
