import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reach, startRdsEnvironment, ask, type RdsEnvironment } from "../../services/rds/testing/rds-environment.ts";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { resourceCaller, type ResourceCaller } from "../testing/resource-caller.ts";

const INSTANCE = "AWS::RDS::DBInstance";
const SUBNETS = "AWS::RDS::DBSubnetGroup";
const PARAMETERS = "AWS::RDS::DBParameterGroup";
const ATTACHMENT = "AWS::SecretsManager::SecretTargetAttachment";

let instance: TestInstance;
let environment: RdsEnvironment;
let caller: ResourceCaller;
let secret = JSON.stringify({ username: "payment_user", password: "secret-password" });
let secretsManager: Server;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  secretsManager = await serveOneSecret();
  const endpointUrl = `http://127.0.0.1:${(secretsManager.address() as AddressInfo).port}`;
  caller = await resourceCaller({ rds: environment.rds, instance: { endpointUrl, region: "us-east-1" } });
});
afterAll(async () => {
  await caller[Symbol.asyncDispose]();
  secretsManager.close();
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

/** Secrets Manager is LocalStack's: here it is one secret, over its real protocol. */
async function serveOneSecret(): Promise<Server> {
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { SecretString } = body as { SecretString?: string };
      if (request.headers["x-amz-target"] === "secretsmanager.PutSecretValue") secret = SecretString!;
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ ARN: "arn:secret", SecretString: secret }));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

test("a read replica is created from its source's ARN, promoted when the template drops the source, and deleted", async () => {
  const source = await caller.create(INSTANCE, {
    DBInstanceIdentifier: "source",
    DBInstanceClass: "db.t4g.micro",
    Engine: "postgres",
    AllocatedStorage: "20",
    MasterUsername: "payment_user",
    MasterUserPassword: "secret-password",
    DBName: "payment_system",
  });
  const replica = {
    SourceDBInstanceIdentifier: "arn:aws:rds:us-east-1:000000000000:db:source",
    DBInstanceClass: "db.t4g.small",
    Engine: "postgres",
    StorageType: "gp3",
    PreferredMaintenanceWindow: "sun:01:00-sun:02:00",
  };
  const { identifier } = await caller.create(INSTANCE, replica);
  expect(await environment.describe(identifier)).toMatchObject({
    ReadReplicaSourceDBInstanceIdentifier: source.identifier,
    DBInstanceClass: "db.t4g.small",
    PreferredMaintenanceWindow: "sun:01:00-sun:02:00",
  });
  const endpoint = await reach(environment, identifier);
  const recovering = async () => ask(endpoint, "select pg_is_in_recovery() as recovering", "secret-password");
  expect(await recovering()).toEqual([{ recovering: true }]);
  const { SourceDBInstanceIdentifier: _, ...own } = replica;
  await caller.update(INSTANCE, identifier, { ...own, BackupRetentionPeriod: "2" }, replica);
  expect(await recovering()).toEqual([{ recovering: false }]);
  expect(await environment.describe(identifier)).toMatchObject({ BackupRetentionPeriod: 2 });
  await caller.delete(INSTANCE, identifier, own);
  await caller.delete(INSTANCE, source.identifier, {});
});

test("a database with its groups is created, described, changed and deleted", async () => {
  const groupProperties = { DBSubnetGroupDescription: "d", SubnetIds: ["subnet-a", "subnet-b"] };
  const subnets = await caller.create(SUBNETS, groupProperties);
  expect(subnets.identifier).toMatch(/^stack-resource-\w{12}$/);
  const parameterProperties = {
    Family: "postgres17",
    Description: "d",
    Parameters: { log_min_duration_statement: "250", max_connections: "90" },
  };
  const parameters = await caller.create(PARAMETERS, parameterProperties);
  const properties = {
    DBInstanceIdentifier: "deployed",
    DBInstanceClass: "db.t4g.micro",
    Engine: "postgres",
    EngineVersion: "17",
    AllocatedStorage: "20",
    MasterUsername: "payment_user",
    MasterUserPassword: "secret-password",
    DBName: "payment_system",
    MultiAZ: "false",
    VPCSecurityGroups: ["sg-1"],
    DBSubnetGroupName: subnets.identifier,
    DBParameterGroupName: parameters.identifier,
    DeleteAutomatedBackups: true,
    Tags: [{ Key: "a", Value: "b" }],
  };
  const { identifier, attributes } = await caller.create(INSTANCE, properties);
  const endpoint = await reach(environment, identifier);
  expect(identifier).toBe("deployed");
  expect(attributes).toMatchObject({ Endpoint: { Address: endpoint.address, Port: "5432" } });
  const show = (name: string): Promise<unknown[]> => ask(endpoint, `show ${name}`, "secret-password");
  expect(await show("max_connections")).toEqual([{ max_connections: "90" }]);

  const attached = await caller.create(ATTACHMENT, { SecretId: "db", TargetId: identifier, TargetType: INSTANCE });
  expect(attached.identifier).toBe("arn:secret");
  expect(JSON.parse(secret)).toEqual({
    username: "payment_user",
    password: "secret-password",
    engine: "postgres",
    host: endpoint.address,
    port: 5432,
    dbname: "payment_system",
    dbInstanceIdentifier: "deployed",
  });
  await caller.delete(ATTACHMENT, attached.identifier, {});
  expect(JSON.parse(secret)).toEqual({ username: "payment_user", password: "secret-password" });

  const changedParameters = { ...parameterProperties, Parameters: { log_min_duration_statement: "500" } };
  await caller.update(PARAMETERS, parameters.identifier, changedParameters, parameterProperties);
  const larger = { ...properties, AllocatedStorage: "30", Tags: [] };
  await caller.update(INSTANCE, identifier, larger, properties);
  expect(await environment.describe(identifier)).toMatchObject({ AllocatedStorage: 30, TagList: [] });
  expect(await show("log_min_duration_statement")).toEqual([{ log_min_duration_statement: "500ms" }]);

  await ask(endpoint, "create table kept as select 7 as seven", "secret-password");
  for (const _ of [1, 2]) await caller.delete(INSTANCE, identifier, larger, "Snapshot");
  const { DBSnapshots } = await environment.rds.handlers.DescribeDBSnapshots({}, environment.call);
  expect(DBSnapshots).toMatchObject([{ DBInstanceIdentifier: "deployed", Status: "available" }]);
  const { DBSnapshotIdentifier } = DBSnapshots![0]!;
  const restored = { ...larger, DBSnapshotIdentifier, MasterUserPassword: "another-password" };
  const again = await caller.create(INSTANCE, restored);
  const there = await reach(environment, again.identifier);
  expect(await ask(there, "select seven from kept", "another-password")).toEqual([{ seven: 7 }]);
  await caller.delete(INSTANCE, again.identifier, restored);
  for (const _ of [1, 2]) await caller.delete(SUBNETS, subnets.identifier, groupProperties);
  for (const _ of [1, 2]) await caller.delete(PARAMETERS, parameters.identifier, changedParameters);
});
