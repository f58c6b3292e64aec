import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { modifiedReplicationGroup, nodeOfCluster } from "../state/modify-replication-group.ts";
import { withUserGroupChanges } from "../state/user-access.ts";
import { checkParameterGroup } from "./create-replication-group.ts";
import { showGroup, type ElasticacheContext } from "./elasticache-context.ts";

/** Answers with what was changed at once and what is pending; servers follow in the background. */
export function modifyReplicationGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "ModifyReplicationGroup"> {
  return async (input) => {
    const { fleet, lifecycle, engines } = context;
    const record = fleet.record(input.ReplicationGroupId!);
    const asked = modifiedReplicationGroup(record, input, engines, new Date());
    const modified = withUserGroupChanges(asked, input, (id) => context.users.group(id));
    checkParameterGroup(context, modified);
    const primary = input.PrimaryClusterId === undefined ? undefined : nodeOfCluster(record, input.PrimaryClusterId);
    if (primary !== undefined && modified.settings.automaticFailover) {
      throw elasticacheErrors.invalidCombination(
        "PrimaryClusterId can only be changed while automatic failover is disabled.",
      );
    }
    const saved = { ...modified, status: "modifying" as const };
    fleet.put(saved);
    void lifecycle.modify(record.identifier, primary);
    return { ReplicationGroup: showGroup(context, saved) };
  };
}
