import { DescribeCacheClustersCommand, DescribeReplicationGroupsCommand } from "@aws-sdk/client-elasticache";
import type { CacheCluster, ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { AwsClients } from "../../deploy/aws/clients.ts";
import { orNothing } from "../../deploy/aws/or-nothing.ts";
import { DeployError } from "../../deploy/errors.ts";
import { until } from "../../deploy/until.ts";

const DEADLINE_MS = 60 * 60_000;
const INTERVAL_MS = 1_000;
const HOPELESS = new Set(["create-failed", "incompatible-network", "restore-failed"]);

export async function groupNamed(clients: AwsClients, id: string): Promise<ReplicationGroup | undefined> {
  const found = await orNothing("ReplicationGroupNotFound", () =>
    clients.elastiCache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: id })),
  );
  return found?.ReplicationGroups?.[0];
}

export async function clusterNamed(clients: AwsClients, id: string): Promise<CacheCluster | undefined> {
  const found = await orNothing("CacheClusterNotFound", () =>
    clients.elastiCache.send(new DescribeCacheClustersCommand({ CacheClusterId: id, ShowCacheNodeInfo: true })),
  );
  return found?.CacheClusters?.[0];
}

/** Waits until what `look` finds has the status. Throws `RecoveryFailed` if it never will. */
export async function inStatus(
  what: string,
  wanted: "available" | "gone",
  look: () => Promise<string | undefined>,
  report: (line: string) => void,
): Promise<void> {
  let told: string | undefined;
  await until(
    async () => {
      const status = (await look()) ?? "gone";
      if (status !== told) report(`${what} is ${status}`);
      told = status;
      if (HOPELESS.has(status)) {
        throw new DeployError("RecoveryFailed", `${what} is ${status}; see aws elasticache describe-events.`);
      }
      return status === wanted || undefined;
    },
    { what: `${what} to be ${wanted}`, deadlineMs: DEADLINE_MS, intervalMs: INTERVAL_MS },
  );
}
