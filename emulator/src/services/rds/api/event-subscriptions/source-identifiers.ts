import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import type { RdsContext } from "../rds-context.ts";
import { checkedSource } from "./checked-source.ts";
import { shown } from "./shown.ts";

export function addSourceIdentifierToSubscription(
  context: RdsContext,
): Handler<typeof rds, "AddSourceIdentifierToSubscription"> {
  return async (input) => {
    const before = context.eventSubscriptions.get(input.SubscriptionName!);
    const source = checkedSource(context, before.sourceType, input.SourceIdentifier!);
    const record = { ...before, sourceIds: [...new Set([...before.sourceIds, source])] };
    context.eventSubscriptions.put(record);
    return { EventSubscription: shown(context, record) };
  };
}

export function removeSourceIdentifierFromSubscription(
  context: RdsContext,
): Handler<typeof rds, "RemoveSourceIdentifierFromSubscription"> {
  return async (input) => {
    const before = context.eventSubscriptions.get(input.SubscriptionName!);
    const source = input.SourceIdentifier!.toLowerCase();
    if (!before.sourceIds.includes(source)) throw rdsErrors.sourceNotFound(input.SourceIdentifier!);
    const record = { ...before, sourceIds: before.sourceIds.filter((each) => each !== source) };
    context.eventSubscriptions.put(record);
    return { EventSubscription: shown(context, record) };
  };
}
