import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { promotedReplica } from "../state/promoted-replica.ts";
import { describe, type RdsContext } from "./rds-context.ts";

/** Answers with an instance of its own in state `modifying`; replication ends in the background. */
export function promoteReadReplica(context: RdsContext): Handler<typeof rds, "PromoteReadReplica"> {
  return async (input) => {
    const { fleet, readReplicas } = context;
    const record = fleet.record(input.DBInstanceIdentifier!);
    void readReplicas.promote(record.identifier, promotedReplica(record, input));
    return { DBInstance: await describe(context, fleet.record(record.identifier)) };
  };
}
