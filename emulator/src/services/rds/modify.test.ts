import {
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
  waitUntilDBInstanceAvailable,
  waitUntilDBInstanceDeleted,
} from "@aws-sdk/client-rds";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { serveRds, type ServedRds } from "./testing/rds-client.ts";
import { ask, connectTo, reach, requestInstance, startRdsEnvironment } from "./testing/rds-environment.ts";
import type { RdsEnvironment } from "./testing/rds-environment.ts";

const ID = "orders";
const named = { DBInstanceIdentifier: ID };
let instance: TestInstance;
let environment: RdsEnvironment;
let served: ServedRds;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  served = await serveRds(environment);
  await requestInstance(environment, ID, false, { BackupRetentionPeriod: 0 });
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const rds = () => environment.rds.handlers;
const call = () => environment.call;
const waiter = () => ({ client: served.client, maxWaitTime: 120, minDelay: 1, maxDelay: 2 });
const available = () => waitUntilDBInstanceAvailable(waiter(), named);
const modify = (input: object) => served.client.send(new ModifyDBInstanceCommand({ ...named, ...input }));

test("the SDK's waiter sees an instance become available", async () => {
  const { state } = await available();
  expect(state).toBe("SUCCESS");
});

test("a new port moves the endpoint at once, and the old one refuses", async () => {
  const before = await reach(environment, ID);
  await modify({ DBPortNumber: 6432 });
  await available();
  const after = await reach(environment, ID);
  expect(after).toMatchObject({ address: before.address, port: 6432 });
  expect(await ask(after, "select 1 as one")).toEqual([{ one: 1 }]);
  await expect(connectTo(before)).rejects.toThrow(/ECONNREFUSED/);
});

test("class and storage wait for the window, then ApplyImmediately applies what waits; less than 10 % more is rounded up", async () => {
  await modify({ DBInstanceClass: "db.t4g.small" });
  await available();
  await modify({ AllocatedStorage: 21 });
  await available();
  const waiting = await environment.describe(ID);
  expect(waiting).toMatchObject({
    DBInstanceClass: "db.t4g.micro",
    AllocatedStorage: 20,
    PendingModifiedValues: { DBInstanceClass: "db.t4g.small", AllocatedStorage: 22 },
  });
  await modify({ ApplyImmediately: true });
  await available();
  const applied = await environment.describe(ID);
  expect(applied).toMatchObject({ DBInstanceClass: "db.t4g.small", AllocatedStorage: 22 });
  expect(applied.PendingModifiedValues).toEqual({});
});

test.each<[object, string, RegExp]>([
  [{ AllocatedStorage: 20 }, "InvalidParameterCombination", /can't be reduced/],
  [{ EngineVersion: "18.4" }, "InvalidParameterCombination", /AllowMajorVersionUpgrade/],
  [{ EngineVersion: "18.4", AllowMajorVersionUpgrade: true }, "NotImplemented", /upgrade in place/],
  [{ EngineVersion: "16.1" }, "InvalidParameterCombination", /Versions present/],
  [{ DBPortNumber: 80 }, "InvalidParameterValue", /database port/],
  [{ DBParameterGroupName: "nobody" }, "DBParameterGroupNotFound", /nobody/],
  [{ CACertificateIdentifier: "rds-ca-2015" }, "InvalidParameterValue", /CA certificate/],
  [{ EnableIAMDatabaseAuthentication: true }, "NotImplemented", /EnableIAMDatabaseAuthentication/],
  [{ TdeCredentialArn: "arn" }, "InvalidParameterCombination", /isn't supported for DB Engine postgres/],
  [{ PreferredMaintenanceWindow: "sun:05:00-sun:05:10" }, "InvalidParameterValue", /at least 30 minutes/],
  [{ DBSubnetGroupName: "nobody" }, "DBSubnetGroupNotFoundFault", /nobody/],
])("%o is refused as %s", async (input, code, message) => {
  await expect(modify(input)).rejects.toThrow(message);
  await expect(modify(input)).rejects.toMatchObject({ Error: { Code: code } });
  expect((await environment.describe(ID)).DBInstanceStatus).toBe("available");
});

test("an instance moves to a subnet group of another VPC, not of its own", async () => {
  const group = (name: string, subnets: string[]) => ({
    DBSubnetGroupName: name,
    DBSubnetGroupDescription: name,
    SubnetIds: subnets,
  });
  await rds().CreateDBSubnetGroup(group("here", ["subnet-1a", "subnet-1b"]), call());
  await rds().CreateDBSubnetGroup(group("too", ["subnet-2a", "subnet-2b"]), call());
  await modify({ DBSubnetGroupName: "here" });
  await available();
  expect((await environment.describe(ID)).PendingModifiedValues).toMatchObject({ DBSubnetGroupName: "here" });
  await modify({ ApplyImmediately: true });
  await available();
  expect((await environment.describe(ID)).DBSubnetGroup).toMatchObject({ DBSubnetGroupName: "here", VpcId: "vpc-1" });
  await expect(modify({ DBSubnetGroupName: "too", ApplyImmediately: true })).rejects.toThrow(/in the same VPC/);
});

test("stop and start go through AWS's states, and the waiter of deletion sees the end", async () => {
  await served.client.send(new StopDBInstanceCommand(named));
  await environment.untilStatus(ID, "stopped");
  await expect(modify({ DBPortNumber: 5432 })).rejects.toThrow(/stopped/);
  const started = await served.client.send(new StartDBInstanceCommand(named));
  expect(started.DBInstance!.DBInstanceStatus).toBe("starting");
  await available();
  const { DBInstances } = await served.client.send(new DescribeDBInstancesCommand(named));
  expect(DBInstances![0]!.Endpoint!.Port).toBe(6432);
  await served.client.send(new DeleteDBInstanceCommand({ ...named, SkipFinalSnapshot: true }));
  const { state } = await waitUntilDBInstanceDeleted(waiter(), named);
  expect(state).toBe("SUCCESS");
});
