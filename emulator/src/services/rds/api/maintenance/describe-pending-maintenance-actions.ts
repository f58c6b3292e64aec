import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { applyFilters } from "../../state/filters.ts";
import { taggedResource } from "../tagged-resource.ts";
import type { RdsContext } from "../rds-context.ts";

/** Nothing here is ever patched by itself, so there is never an action. */
export function describePendingMaintenanceActions(
  context: RdsContext,
): Handler<typeof rds, "DescribePendingMaintenanceActions"> {
  return async (input) => {
    applyFilters([], input.Filters, { "db-cluster-id": () => [], "db-instance-id": () => [] });
    if (input.ResourceIdentifier !== undefined) taggedResource(context, input.ResourceIdentifier);
    return { PendingMaintenanceActions: [] };
  };
}
