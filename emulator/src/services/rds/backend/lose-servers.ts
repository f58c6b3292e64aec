import type { Fleet } from "./fleet.ts";
import type { Lifecycle } from "./lifecycle.ts";

/** A fault: primary, standby and all of their data are gone. What was archived is still there. */
export function loseServers(fleet: Fleet, lifecycle: Lifecycle, identifier: string): Promise<void> {
  return lifecycle.run(identifier, "loss of all servers", async (record) => {
    await fleet.servers(record).lose();
    fleet.emit(identifier, "RDS-EVENT-0031");
    return { status: "failed" };
  });
}
