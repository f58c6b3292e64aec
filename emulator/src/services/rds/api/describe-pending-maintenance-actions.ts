import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";

/** Nothing here is ever patched by itself, so there is never an action. */
export function describePendingMaintenanceActions(): Handler<typeof rds, "DescribePendingMaintenanceActions"> {
  return async () => ({ PendingMaintenanceActions: [] });
}
