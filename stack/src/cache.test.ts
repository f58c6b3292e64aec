import { describe, expect, test } from "vitest";
import { environments } from "./environments.ts";
import { ENVIRONMENT_NAMES, synthesized } from "./testing/synthesized.ts";

describe.each(ENVIRONMENT_NAMES)("%s", (env) => {
  test("has a Redis primary with a replica in another zone, which takes over by itself", () => {
    synthesized(env).platform.hasResourceProperties("AWS::ElastiCache::ReplicationGroup", {
      ReplicationGroupId: `payment-system-${env}-redis`,
      Engine: "redis",
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
      SnapshotRetentionLimit: environments[env].cache.snapshotRetentionDays,
    });
  });

  test("encrypts Redis at rest and in transit, and lets in only who has the token of Secrets Manager", () => {
    const { platform } = synthesized(env);
    const [secret] = Object.keys(
      platform.findResources("AWS::SecretsManager::Secret", {
        Properties: { Name: `payment-system-${env}/redis/auth-token` },
      }),
    );
    platform.hasResourceProperties("AWS::ElastiCache::ReplicationGroup", {
      AtRestEncryptionEnabled: true,
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: "required",
      AuthToken: { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: secret }, ":SecretString:::}}"]] },
    });
  });

  test("keeps Redis in the database's subnets", () => {
    const { platform } = synthesized(env);
    const subnets = (type: string) =>
      Object.values(platform.findResources(type)).map(
        ({ Properties }) => (Properties as { SubnetIds: unknown }).SubnetIds,
      );
    expect(subnets("AWS::ElastiCache::SubnetGroup")).toEqual(subnets("AWS::RDS::DBSubnetGroup"));
    const [group] = Object.keys(platform.findResources("AWS::ElastiCache::SubnetGroup"));
    platform.hasResourceProperties("AWS::ElastiCache::ReplicationGroup", { CacheSubnetGroupName: { Ref: group } });
  });
});
