import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { assertAccepts } from "../state/instance-state.ts";
import { describe, type RdsContext } from "./rds-context.ts";

export function startDbInstance(context: RdsContext): Handler<typeof rds, "StartDBInstance"> {
  return async (input) => {
    const { fleet, lifecycle } = context;
    const record = fleet.record(input.DBInstanceIdentifier!);
    assertAccepts(record, "start");
    fleet.update(record.identifier, { status: "starting" });
    void lifecycle.start(record.identifier);
    return { DBInstance: await describe(context, fleet.record(record.identifier)) };
  };
}
