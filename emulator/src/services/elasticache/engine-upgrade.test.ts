import { expect, test } from "vitest";
import { testInstance } from "../../testing/test-instance.ts";
import { createGroup, startElasticacheEnvironment } from "./testing/elasticache-environment.ts";
import { connectTo } from "./testing/redis-client.ts";

test("an engine is upgraded with its data, and never back", async () => {
  await using instance = await testInstance();
  const environment = await startElasticacheEnvironment(instance);
  try {
    const { client } = environment;
    const named = { ReplicationGroupId: "upgraded", ApplyImmediately: true };
    const one = { NumCacheClusters: 1, AutomaticFailoverEnabled: false, MultiAZEnabled: false };
    const group = await createGroup(environment, "upgraded", { ...one, Engine: "redis", AuthToken: undefined });
    const endpoint = group.NodeGroups![0]!.PrimaryEndpoint!;
    const open = { ca: environment.caCertificatePem };
    const connection = await connectTo(endpoint, open);
    await connection.send("SET", "a", "1");
    connection.close();
    await client.modifyReplicationGroup({ ...named, ApplyImmediately: false, Engine: "valkey" });
    const cluster = async () =>
      (await client.describeCacheClusters({ CacheClusterId: "upgraded-001" })).CacheClusters![0]!;
    const pending = await environment.untilAvailable("upgraded");
    expect(pending.Engine).toBe("redis");
    expect((await cluster()).PendingModifiedValues!.EngineVersion).toMatch(/^\d/);
    await client.modifyReplicationGroup({ ...named, Engine: "valkey" });
    expect((await environment.untilAvailable("upgraded")).Engine).toBe("valkey");
    const { EngineVersion, CacheParameterGroup } = await cluster();
    expect(CacheParameterGroup!.CacheParameterGroupName).toMatch(/^default\.valkey/);
    const again = await connectTo(endpoint, open);
    expect(await again.send("GET", "a")).toBe("1");
    expect(String(await again.send("INFO", "server"))).toContain(`valkey_version:${EngineVersion}`);
    again.close();
    await expect(client.modifyReplicationGroup({ ...named, Engine: "redis" })).rejects.toThrow(/downgrading/);
  } finally {
    await environment.stop();
  }
});
