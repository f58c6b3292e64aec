import type { ServiceEvent } from "../../targets/service-event.ts";

/**
 * DescribeEvents gives no event ids, only messages (RDS User Guide, "Amazon RDS event categories and event messages"):
 * RDS-EVENT-0013 says that a failover started; 0015 and 0049 that it completed. Others of the same category, such as an
 * abandoned failover (0034), say neither.
 */
export function tellsOfStart({ categories, message }: Pick<ServiceEvent, "categories" | "message">): boolean {
  return categories.includes("failover") && /started/i.test(message);
}

export function tellsOfCompletion({ categories, message }: Pick<ServiceEvent, "categories" | "message">): boolean {
  return categories.includes("failover") && /complete/i.test(message);
}
