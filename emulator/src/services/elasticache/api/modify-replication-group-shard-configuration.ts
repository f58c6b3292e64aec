import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

/** For groups in cluster mode only, and there is none here. */
export function modifyReplicationGroupShardConfiguration(
  context: ElasticacheContext,
): Handler<typeof elasticache, "ModifyReplicationGroupShardConfiguration"> {
  return async (input) => {
    const { identifier } = context.fleet.record(input.ReplicationGroupId!);
    throw elasticacheErrors.invalidReplicationGroupState(
      `Replication group ${identifier} is not cluster enabled: its shards can't be modified.`,
    );
  };
}
