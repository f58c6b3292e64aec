import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { environments } from "./environments.ts";
import { ENVIRONMENT_NAMES, synthesized } from "./testing/synthesized.ts";

describe.each(ENVIRONMENT_NAMES)("%s", (env) => {
  test("has a Multi-AZ PostgreSQL 17, encrypted, with the environment's backups", () => {
    synthesized(env).platform.hasResourceProperties("AWS::RDS::DBInstance", {
      DBInstanceIdentifier: `payment-system-${env}-db`,
      DBName: "payment_system",
      MasterUsername: "payment_user",
      Engine: "postgres",
      EngineVersion: "17",
      MultiAZ: true,
      StorageEncrypted: true,
      PubliclyAccessible: false,
      BackupRetentionPeriod: environments[env].database.backupRetentionDays,
    });
  });

  test("refuses connections without TLS", () => {
    const { platform } = synthesized(env);
    const [group] = Object.keys(
      platform.findResources("AWS::RDS::DBParameterGroup", {
        Properties: { Family: "postgres17", Parameters: { "rds.force_ssl": "1" } },
      }),
    );
    platform.hasResourceProperties("AWS::RDS::DBInstance", { DBParameterGroupName: { Ref: group } });
  });

  test("keeps data and tasks in subnets without a route to the internet", () => {
    const { platform, app } = synthesized(env);
    const routed = new Set(
      Object.values(platform.findResources("AWS::EC2::Route")).map(
        ({ Properties }) => (Properties as { RouteTableId: { Ref: string } }).RouteTableId.Ref,
      ),
    );
    const associations = Object.values(platform.findResources("AWS::EC2::SubnetRouteTableAssociation")).map(
      ({ Properties }) => Properties as { RouteTableId: { Ref: string }; SubnetId: { Ref: string } },
    );
    const withoutRoute = associations
      .filter(({ RouteTableId }) => !routed.has(RouteTableId.Ref))
      .map(({ SubnetId }) => SubnetId.Ref);
    const [dataSubnets] = Object.values(platform.findResources("AWS::RDS::DBSubnetGroup")).map(({ Properties }) =>
      (Properties as { SubnetIds: { Ref: string }[] }).SubnetIds.map(({ Ref }) => Ref),
    );
    expect(dataSubnets).toHaveLength(2);
    expect(withoutRoute).toEqual(expect.arrayContaining(dataSubnets ?? []));
    const taskSubnets = JSON.stringify(platform.findOutputs("TaskSubnets"));
    const named = associations.filter(({ SubnetId }) => taskSubnets.includes(SubnetId.Ref));
    expect(named).toHaveLength(2);
    for (const { SubnetId } of named) expect(withoutRoute).toContain(SubnetId.Ref);
    app.hasResourceProperties("AWS::ECS::Service", {
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: "DISABLED" } },
    });
  });

  test("holds the password in Secrets Manager alone", () => {
    synthesized(env).platform.hasResourceProperties("AWS::RDS::DBInstance", {
      MasterUserPassword: {
        "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: Match.anyValue() }, ":SecretString:::}}"]],
      },
    });
  });
});

test("production keeps 30 days of backups, refuses deletion and leaves a snapshot", () => {
  synthesized("production").platform.hasResource("AWS::RDS::DBInstance", {
    Properties: { BackupRetentionPeriod: 30, DeletionProtection: true, DeleteAutomatedBackups: false },
    DeletionPolicy: "Snapshot",
    UpdateReplacePolicy: "Snapshot",
  });
});

test("the local environment can be removed without traces", () => {
  const { platform } = synthesized("local");
  platform.hasResource("AWS::RDS::DBInstance", {
    Properties: { DeletionProtection: false },
    DeletionPolicy: "Delete",
  });
  platform.hasResource("AWS::ECR::Repository", { Properties: { EmptyOnDelete: true }, DeletionPolicy: "Delete" });
});
