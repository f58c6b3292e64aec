import { ParityError } from "../errors.ts";
import { isRedundant, type ManagedDatabase } from "../targets/managed-database.ts";
import type { Fault } from "./fault.ts";
import { injectAndWatch } from "./inject-and-watch.ts";

/** RebootDBInstance with ForceFailover: the primary is given up and the standby in the other zone takes over. */
export function rdsForceFailover(database: ManagedDatabase): Fault {
  const name = "rds-force-failover";
  const { identifier } = database;
  return {
    name,
    steadyState: `${identifier} to be available with a standby in another zone`,
    isSteady: async () => {
      const state = await database.describe();
      if (state.multiAz) return isRedundant(state);
      throw new ParityError("CapabilityMissing", `${identifier} is not Multi-AZ; there is nothing to fail over to.`);
    },
    inject: (context, round) =>
      injectAndWatch(
        {
          name,
          kind: "database-failover",
          subject: identifier,
          describe: () => database.describe(),
          events: () => database.events(),
          act: () => database.forceFailover(),
          effect: "the database to be described as available in another zone",
          isEffective: (state, before) =>
            state.availabilityZone !== null &&
            state.availabilityZone !== before.availabilityZone &&
            state.status === "available",
        },
        context,
        round,
      ),
    heal: async () => undefined,
  };
}
