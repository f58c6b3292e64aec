import {
  AUTH_TOKEN,
  createGroup,
  startElasticacheEnvironment,
  type ElasticacheEnvironment,
} from "@payment-system/emulator/services/elasticache/testing/elasticache-environment";
import { connectTo } from "@payment-system/emulator/services/elasticache/testing/redis-client";
import { testInstance, type TestInstance } from "@payment-system/emulator/testing/test-instance";
import { until } from "@payment-system/emulator/wait/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseOptions } from "../options.ts";
import { recoveryOf, type Recovery } from "../recovery.ts";
import { besideName } from "./restore-beside.ts";
import { contentOf } from "./snapshots.ts";
import { redisSteps } from "./steps.ts";

let instance: TestInstance;
let environment: ElasticacheEnvironment;
let automated: string;
const { replicationGroup } = recoveryFor().names;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance, { maintenanceIntervalMs: 100 });
  await createGroup(environment, replicationGroup, { Tags: [{ Key: "team", Value: "payments" }] });
  await ask("SET", "a", "of the snapshot");
  automated = await automatedSnapshot();
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

function recoveryFor(...args: string[]): Recovery {
  const recovery = recoveryOf(parseOptions(["redis", "--env", "local", ...args], {})!, {});
  const secrets = { send: async () => ({ SecretString: AUTH_TOKEN }) } as unknown as Recovery["clients"]["secrets"];
  return { ...recovery, clients: { ...recovery.clients, elastiCache: environment?.client, secrets } };
}

/** The command, but for the service's health, for which it needs a whole environment. */
async function recover(...args: string[]): Promise<void> {
  const report = { recovery: "redis", environment: "local", start: "", steps: [], facts: {} };
  for (const step of redisSteps(recoveryFor(...args), report)) {
    if (step.name !== "health") await step.run(() => undefined);
  }
}

async function ask(...command: string[]): Promise<unknown> {
  const { NodeGroups } = await environment.describe(replicationGroup);
  const secure = { ca: environment.caCertificatePem, token: AUTH_TOKEN };
  const client = await connectTo(NodeGroups![0]!.PrimaryEndpoint!, secure);
  try {
    return await client.send(...command);
  } finally {
    client.close();
  }
}

/** Its daily one, as its window is open. */
async function automatedSnapshot(): Promise<string> {
  const { client } = environment;
  const hour = (offset: number) => `${String((new Date().getUTCHours() + offset) % 24).padStart(2, "0")}:00`;
  const window = { SnapshotWindow: `${hour(0)}-${hour(2)}`, SnapshotRetentionLimit: 3 };
  const { SnapshottingClusterId = `${replicationGroup}-002` } = await environment.describe(replicationGroup);
  await client.modifyReplicationGroup({ ReplicationGroupId: replicationGroup, SnapshottingClusterId, ...window });
  const taken = await until(
    async () => {
      const { Snapshots } = await client.describeSnapshots({ SnapshotSource: "system" });
      return Snapshots!.find(({ SnapshotStatus }) => SnapshotStatus === "available");
    },
    { what: "the daily snapshot", deadlineMs: 30_000 },
  );
  await environment.untilAvailable(replicationGroup);
  return taken.SnapshotName!;
}

test("an automated snapshot outlives the group that it is of, and can be restored again and again", async () => {
  for (let time = 0; time < 2; time++) {
    await ask("SET", "a", "since");
    // The second time there is only its copy.
    await recover("--snapshot", automated, "--cut-over");
    expect(await ask("GET", "a")).toBe("of the snapshot");
  }
  const { Snapshots } = await environment.client.describeSnapshots({ SnapshotName: contentOf(automated) });
  expect(Snapshots![0]).toMatchObject({ SnapshotSource: "manual", SnapshotStatus: "available" });
  const { ARN } = await environment.describe(replicationGroup);
  const { TagList } = await environment.client.listTagsForResource({ ResourceName: ARN });
  expect(TagList).toEqual([{ Key: "team", Value: "payments" }]);
}, 180_000);

test("a node beside it that is from another snapshot is not taken for this one's", async () => {
  await recover("--snapshot", contentOf(automated));
  await environment.client.createSnapshot({ SnapshotName: "later", ReplicationGroupId: replicationGroup });
  await environment.untilAvailable(replicationGroup);
  const refused = await recover("--snapshot", "later", "--cut-over").catch((error: Error) => error.message);
  const beside = besideName(replicationGroup);
  expect(refused).toContain(`${beside} was restored from ${contentOf(automated)}, not from later`);
  expect(refused).toContain(`npm run recover -- redis --snapshot ${contentOf(automated)} --env local`);
  expect(refused).toContain(`aws elasticache delete-cache-cluster --cache-cluster-id ${beside}`);
}, 120_000);
