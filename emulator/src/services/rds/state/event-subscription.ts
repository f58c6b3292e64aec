import type { EventSubscription, SourceType } from "@aws-sdk/client-rds";
import { rdsErrors } from "./rds-errors.ts";

/** Kept in the Store by its name. */
export interface EventSubscriptionRecord {
  readonly name: string;
  readonly snsTopicArn: string;
  /** Undefined: every source. */
  readonly sourceType?: SourceType;
  /** Empty: every source of the type. */
  readonly sourceIds: string[];
  /** Empty: every category. */
  readonly categories: string[];
  readonly enabled: boolean;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly tags: Record<string, string>;
}

/** Event categories by source type (RDS User Guide, "Amazon RDS event categories and event messages"). */
export const EVENT_CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  "db-instance": [
    ...["availability", "backup", "configuration change", "creation", "deletion", "failover", "failure"],
    ...["low storage", "maintenance", "notification", "read replica", "recovery", "restoration", "security"],
    "security patching",
  ],
  "db-parameter-group": ["configuration change"],
  "db-security-group": ["configuration change", "failure"],
  "db-snapshot": ["creation", "deletion", "notification", "restoration"],
};

const NAME_LENGTH_MAX = 255;

export function checkedSubscriptionName(name: string): string {
  if (name.length <= NAME_LENGTH_MAX && /^[a-z](-?[a-z0-9])*$/i.test(name)) return name;
  throw rdsErrors.invalidValue(
    "The parameter SubscriptionName is not a valid identifier. It must be less than 255 characters, begin with a letter, contain only ASCII letters, digits, and hyphens, and must not end with a hyphen or contain two consecutive hyphens.",
  );
}

export function checkedSourceType(value: string): SourceType {
  if (Object.hasOwn(EVENT_CATEGORIES, value)) return value as SourceType;
  throw rdsErrors.invalidValue(
    `Invalid source type: ${value}. Must be one of ${Object.keys(EVENT_CATEGORIES).join(", ")}`,
  );
}

/** Throws `SubscriptionCategoryNotFound` for a category that the source type, or no source type, has. */
export function checkCategories(categories: readonly string[], sourceType: string | undefined): void {
  const known = new Set(sourceType ? EVENT_CATEGORIES[sourceType] : Object.values(EVENT_CATEGORIES).flat());
  const unknown = categories.find((category) => !known.has(category));
  if (unknown !== undefined) throw rdsErrors.subscriptionCategoryNotFound(unknown);
}

/** Whether an event reaches a subscription's topic. */
export function isSubscribed(
  subscription: EventSubscriptionRecord,
  event: { readonly sourceType: string; readonly sourceIdentifier: string; readonly categories: readonly string[] },
): boolean {
  const { enabled, sourceType, sourceIds, categories } = subscription;
  return (
    enabled &&
    (sourceType === undefined || sourceType === event.sourceType) &&
    (sourceIds.length === 0 || sourceIds.includes(event.sourceIdentifier)) &&
    (categories.length === 0 || categories.some((category) => event.categories.includes(category)))
  );
}

export function describeSubscription(
  record: EventSubscriptionRecord,
  arn: string,
  accountId: string,
): EventSubscription {
  return {
    CustomerAwsId: accountId,
    CustSubscriptionId: record.name,
    EventSubscriptionArn: arn,
    SnsTopicArn: record.snsTopicArn,
    Status: "active",
    SubscriptionCreationTime: record.createdAt.replace("T", " ").replace("Z", ""),
    SourceType: record.sourceType,
    SourceIdsList: record.sourceIds,
    EventCategoriesList: record.categories,
    Enabled: record.enabled,
  };
}
