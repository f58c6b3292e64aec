import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { assertAccepts } from "../state/group-state.ts";
import { NODE_GROUP_ID } from "../state/replication-group.ts";
import { countedTestFailover } from "../state/test-failover-quota.ts";
import { showGroup, type ElasticacheContext } from "./elasticache-context.ts";

const CALLS = "calls";

/** Kills the primary. The group is `modifying` until its replacement is a replica; until then there is no second test. */
export function testFailover(context: ElasticacheContext): Handler<typeof elasticache, "TestFailover"> {
  return async (input) => {
    const { fleet, lifecycle, testFailovers, testFailoversMax, events } = context;
    const record = fleet.record(input.ReplicationGroupId!);
    const { identifier, settings } = record;
    if (input.NodeGroupId !== NODE_GROUP_ID) throw elasticacheErrors.nodeGroupNotFound(input.NodeGroupId!);
    assertAccepts(record, "modify");
    if (!settings.automaticFailover) {
      throw elasticacheErrors.testFailoverNotAvailable(
        `Automatic failover must be enabled for replication group ${identifier} in order to test it.`,
      );
    }
    const calls = countedTestFailover(testFailovers.get(CALLS) ?? [], new Date(), testFailoversMax);
    testFailovers.put(CALLS, calls);
    fleet.update(identifier, { status: "modifying" });
    events.add("replication-group", identifier, `Test Failover API called for node group ${NODE_GROUP_ID}`);
    const shown = showGroup(context, fleet.record(identifier));
    void lifecycle.testFailover(identifier);
    return { ReplicationGroup: shown };
  };
}
