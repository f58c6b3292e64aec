import type { FakeCache } from "./fake-cache.ts";

/** Of ElastiCache's query API: how its requests are told from RDS's. */
export const ELASTICACHE_VERSION = "2015-02-02";

/** What ElastiCache answers to the few operations that the harness calls, as XML. */
export function answerElastiCache(cache: FakeCache, action: string): string {
  if (action === "TestFailover") cache.failOver();
  const snapshots = "<Snapshots><Snapshot><SnapshotStatus>available</SnapshotStatus></Snapshot></Snapshots>";
  const answers: Readonly<Record<string, string>> = {
    DescribeEvents: eventsOf(cache),
    DescribeReplicationGroups: listOf(cache),
    DescribeSnapshots: snapshots,
    TestFailover: groupOf(cache),
  };
  const shown = answers[action] ?? "";
  return (
    `<${action}Response xmlns="http://elasticache.amazonaws.com/doc/${ELASTICACHE_VERSION}/"><${action}Result>${shown}` +
    `</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`
  );
}

function listOf(cache: FakeCache): string {
  return `<ReplicationGroups>${groupOf(cache)}</ReplicationGroups>`;
}

function groupOf({ primary, replica, createdAt }: FakeCache): string {
  const members = [primary, replica]
    .sort()
    .map(
      (id) =>
        `<NodeGroupMember><CacheClusterId>${id}</CacheClusterId>` +
        `<PreferredAvailabilityZone>us-east-1${id.endsWith("1") ? "a" : "b"}</PreferredAvailabilityZone>` +
        `<CurrentRole>${id === primary ? "primary" : "replica"}</CurrentRole></NodeGroupMember>`,
    );
  return (
    `<ReplicationGroup><ReplicationGroupId>payment-system-test-redis</ReplicationGroupId><Status>available</Status>` +
    `<ReplicationGroupCreateTime>${createdAt.toISOString()}</ReplicationGroupCreateTime>` +
    `<AutomaticFailover>enabled</AutomaticFailover><NodeGroups><NodeGroup><NodeGroupId>0001</NodeGroupId>` +
    `<NodeGroupMembers>${members.join("")}</NodeGroupMembers></NodeGroup></NodeGroups></ReplicationGroup>`
  );
}

function eventsOf({ events }: FakeCache): string {
  const shown = events.map(
    ({ date, message }) => `<Event><Message>${message}</Message><Date>${date.toISOString()}</Date></Event>`,
  );
  return `<Events>${shown.join("")}</Events>`;
}
