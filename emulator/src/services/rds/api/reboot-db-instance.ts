import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { assertAccepts } from "../state/instance-state.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { describe, type RdsContext } from "./rds-context.ts";

/** With ForceFailover the primary is killed and the standby promoted; that needs Multi-AZ. */
export function rebootDbInstance(context: RdsContext): Handler<typeof rds, "RebootDBInstance"> {
  return async (input) => {
    const { fleet, lifecycle } = context;
    const record = fleet.record(input.DBInstanceIdentifier!);
    assertAccepts(record, "reboot");
    const forceFailover = input.ForceFailover ?? false;
    if (forceFailover && !record.settings.MultiAZ) {
      throw rdsErrors.invalidCombination(
        "ForceFailover cannot be specified since the instance is not configured for Multi-AZ.",
      );
    }
    fleet.update(record.identifier, { status: "rebooting" });
    const shown = await describe(context, fleet.record(record.identifier));
    void lifecycle.reboot(record.identifier, forceFailover);
    return { DBInstance: shown };
  };
}
