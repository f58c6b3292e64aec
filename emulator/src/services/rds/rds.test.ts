import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import {
  ask,
  connectTo,
  createInstance,
  DATABASE,
  MASTER_PASSWORD,
  reach,
  startRdsEnvironment,
  type Reachable,
  type RdsEnvironment,
} from "./testing/rds-environment.ts";

const ID = "orders";
const named = { DBInstanceIdentifier: ID };
let instance: TestInstance;
let environment: RdsEnvironment;
let endpoint: Reachable;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  await createInstance(environment, ID, false);
  endpoint = await reach(environment, ID);
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const rds = () => environment.rds.handlers;
const call = () => environment.call;
const setting = async (name: string): Promise<string> => {
  const [row] = await ask<{ value: string }>(endpoint, `select current_setting('${name}') as value`);
  return row!.value;
};

test("the master user owns its database and is no superuser", async () => {
  const rows = await ask(
    endpoint,
    `select r.rolsuper, r.rolcreaterole, r.rolcreatedb, pg_has_role(r.oid, 'rds_superuser', 'member') as member,
            pg_get_userbyid(d.datdba) = r.rolname as owner
       from pg_roles r, pg_database d where r.rolname = current_user and d.datname = '${DATABASE}'`,
  );
  expect(rows).toEqual([{ rolsuper: false, rolcreaterole: true, rolcreatedb: true, member: true, owner: true }]);
  await expect(ask(endpoint, "alter system set fsync = off")).rejects.toThrow(/permission denied|not allowed/);
});

test("durability, checksums and TLS are on, and the version is the one described", async () => {
  const { EngineVersion } = await environment.describe(ID);
  const names = ["fsync", "full_page_writes", "data_checksums", "ssl", "server_version"];
  expect(await Promise.all(names.map(setting))).toEqual(["on", "on", "on", "on", EngineVersion]);
  const { Client } = await import("pg");
  const plain = new Client({
    host: endpoint.address,
    port: endpoint.port,
    user: "payment_user",
    password: MASTER_PASSWORD,
    database: DATABASE,
  });
  plain.on("error", () => {});
  await expect(plain.connect()).rejects.toThrow(/no encryption/);
});

test("a new master password full of special characters replaces the old one and is written nowhere", async () => {
  const password = `x'; drop role payment_user; -- \\$(id)%s`.replaceAll(" ", "_");
  const before = await environment.describe(ID);
  const { DBInstance } = await rds().ModifyDBInstance({ ...named, MasterUserPassword: password }, call());
  expect(DBInstance!.PendingModifiedValues).toMatchObject({ MasterUserPassword: "****" });
  await environment.untilStatus(ID, "available");
  expect(await ask(endpoint, "select 1 as one", password)).toEqual([{ one: 1 }]);
  await expect(connectTo(endpoint, MASTER_PASSWORD)).rejects.toThrow(/password authentication failed/);
  expect(JSON.stringify([before, DBInstance, environment.log])).not.toContain("drop_role");
  await rds().ModifyDBInstance({ ...named, MasterUserPassword: MASTER_PASSWORD }, call());
  await environment.untilStatus(ID, "available");
});

test("a dynamic parameter reaches the server at once, a static one at the reboot", async () => {
  const group = { DBParameterGroupName: "tuned" };
  const create = { ...group, DBParameterGroupFamily: "postgres17", Description: "Tuned" };
  await rds().CreateDBParameterGroup(create, call());
  await rds().ModifyDBInstance({ ...named, ...group }, call());
  await environment.untilStatus(ID, "available");
  await rds().ModifyDBParameterGroup(
    {
      ...group,
      Parameters: [
        { ParameterName: "work_mem", ParameterValue: "5120", ApplyMethod: "immediate" },
        { ParameterName: "max_connections", ParameterValue: "77", ApplyMethod: "pending-reboot" },
      ],
    },
    call(),
  );
  await until(async () => (await setting("work_mem")) === "5MB", { what: "work_mem", deadlineMs: 10_000 });
  expect(await setting("max_connections")).toBe("200");
  const status = async () => (await environment.describe(ID)).DBParameterGroups![0]!.ParameterApplyStatus;
  expect(await status()).toBe("pending-reboot");
  await rds().RebootDBInstance(named, call());
  await environment.untilStatus(ID, "available");
  expect(await setting("max_connections")).toBe("77");
  expect(await status()).toBe("in-sync");
});

test("a value that the server refuses is refused with the server's reason", async () => {
  const parameter = { ParameterName: "log_statement", ParameterValue: "some", ApplyMethod: "immediate" as const };
  const modify = { DBParameterGroupName: "tuned", Parameters: [parameter] };
  await expect(rds().ModifyDBParameterGroup(modify, call())).rejects.toMatchObject({
    code: "InvalidParameterValue",
    message: expect.stringContaining("Available values: none, ddl, mod, all") as string,
  });
});

test("an instance that does not start with its parameters is up again, data and all, once they are reset", async () => {
  const parameter = {
    ParameterName: "shared_buffers",
    ParameterValue: "1073741823",
    ApplyMethod: "pending-reboot" as const,
  };
  await rds().ModifyDBParameterGroup({ DBParameterGroupName: "tuned", Parameters: [parameter] }, call());
  await ask(endpoint, "create table survivor as select 1 as one");
  await rds().RebootDBInstance(named, call());
  await environment.untilStatus(ID, "incompatible-parameters");
  expect(environment.rds.resources()[0]!.pids).toEqual([]);
  await expect(rds().StopDBInstance(named, call())).rejects.toMatchObject({ code: "InvalidDBInstanceState" });
  await rds().ResetDBParameterGroup({ DBParameterGroupName: "tuned", Parameters: [parameter] }, call());
  await rds().RebootDBInstance(named, call());
  await environment.untilStatus(ID, "available");
  expect(await setting("shared_buffers")).toBe("64MB");
  expect(await ask(endpoint, "select one from survivor")).toEqual([{ one: 1 }]);
});

test("a formula is evaluated for the instance's class and reaches the server", async () => {
  const parameter = {
    ParameterName: "work_mem",
    ParameterValue: "LEAST({DBInstanceClassMemory/131072},8192)",
    ApplyMethod: "immediate" as const,
  };
  await rds().ModifyDBParameterGroup({ DBParameterGroupName: "tuned", Parameters: [parameter] }, call());
  await until(async () => (await setting("work_mem")) === "8MB", { what: "the formula's value", deadlineMs: 30_000 });
  const { Parameters } = await rds().DescribeDBParameters({ DBParameterGroupName: "tuned", Source: "user" }, call());
  expect(Parameters!.find(({ ParameterName }) => ParameterName === "work_mem")).toMatchObject({
    ParameterValue: parameter.ParameterValue,
  });
  const broken = { ...parameter, ParameterValue: "{DBInstanceClassMemory/0}" };
  await expect(
    rds().ModifyDBParameterGroup({ DBParameterGroupName: "tuned", Parameters: [broken] }, call()),
  ).rejects.toMatchObject({ code: "InvalidParameterValue" });
  await rds().ResetDBParameterGroup({ DBParameterGroupName: "tuned", Parameters: [parameter] }, call());
});

test("a forced failover of a single-AZ instance is refused", async () => {
  const force = { ...named, ForceFailover: true };
  await expect(rds().RebootDBInstance(force, call())).rejects.toMatchObject({ code: "InvalidParameterCombination" });
});

test("the API answers over its wire, in XML and with AWS's codes", async () => {
  const send = (body: string) =>
    environment.rds.endpoint.handle({
      headers: { "content-type": "application/x-www-form-urlencoded" },
      query: new URLSearchParams(),
      body: Buffer.from(`Version=2014-10-31&${body}`),
      context: call(),
    });
  const found = await send(`Action=DescribeDBInstances&DBInstanceIdentifier=${ID}`);
  expect(found.status).toBe(200);
  expect(found.body.toString()).toContain(`<Endpoint><Address>${endpoint.address}</Address>`);
  const missing = await send("Action=DescribeDBInstances&DBInstanceIdentifier=nobody");
  expect(missing.status).toBe(404);
  expect(missing.body.toString()).toContain("<Code>DBInstanceNotFound</Code>");
});

test("a subnet group covers two zones of subnets that exist", async () => {
  const create = { DBSubnetGroupName: "Data", DBSubnetGroupDescription: "Data" };
  const one = { ...create, SubnetIds: ["subnet-1a", "subnet-2a"] };
  await expect(rds().CreateDBSubnetGroup(one, call())).rejects.toMatchObject({
    code: "DBSubnetGroupDoesNotCoverEnoughAZs",
  });
  await expect(rds().CreateDBSubnetGroup({ ...create, SubnetIds: ["nonsense"] }, call())).rejects.toMatchObject({
    code: "InvalidSubnet",
  });
  const { DBSubnetGroup } = await rds().CreateDBSubnetGroup(
    { ...create, SubnetIds: ["subnet-1a", "subnet-1b"] },
    call(),
  );
  expect(DBSubnetGroup).toMatchObject({ DBSubnetGroupName: "data", VpcId: "vpc-1", SubnetGroupStatus: "Complete" });
  await rds().DeleteDBSubnetGroup({ DBSubnetGroupName: "data" }, call());
  await expect(rds().DescribeDBSubnetGroups({ DBSubnetGroupName: "data" }, call())).rejects.toMatchObject({
    code: "DBSubnetGroupNotFoundFault",
  });
});

test("turning Multi-AZ on and off brings a standby and takes it away", async () => {
  await rds().ModifyDBInstance({ ...named, MultiAZ: true, ApplyImmediately: true }, call());
  await environment.untilRedundant(ID);
  expect(environment.rds.resources()[0]!.pids).toHaveLength(2);
  await rds().ModifyDBInstance({ ...named, MultiAZ: false, ApplyImmediately: true }, call());
  const single = await environment.untilStatus(ID, "available");
  expect(single).toMatchObject({ MultiAZ: false });
  expect(single.SecondaryAvailabilityZone).toBeUndefined();
  expect(environment.rds.resources()[0]!.pids).toHaveLength(1);
});

test("a stopped instance refuses connections and has its data when it is started", async () => {
  await ask(endpoint, "create table kept as select 7 as seven");
  await rds().StopDBInstance(named, call());
  await environment.untilStatus(ID, "stopped");
  await expect(connectTo(endpoint)).rejects.toThrow(/ECONNREFUSED/);
  await expect(rds().RebootDBInstance(named, call())).rejects.toMatchObject({ code: "InvalidDBInstanceState" });
  await rds().StartDBInstance(named, call());
  await environment.untilStatus(ID, "available");
  expect(await ask(endpoint, "select seven from kept")).toEqual([{ seven: 7 }]);
});

test("deletion honours protection and leaves no server and no data", async () => {
  await rds().ModifyDBInstance({ ...named, DeletionProtection: true }, call());
  await environment.untilStatus(ID, "available");
  const skip = { ...named, SkipFinalSnapshot: true };
  await expect(rds().DeleteDBInstance(skip, call())).rejects.toThrow(/Cannot delete protected DB Instance/);
  await rds().ModifyDBInstance({ ...named, DeletionProtection: false }, call());
  await environment.untilStatus(ID, "available");
  await expect(rds().DeleteDBInstance(named, call())).rejects.toThrow(/FinalDBSnapshotIdentifier is required/);
  await rds().DeleteDBInstance(skip, call());
  await until(() => environment.rds.resources().length === 0, { what: "the instance to be gone", deadlineMs: 30_000 });
  await expect(environment.describe(ID)).rejects.toMatchObject({ code: "DBInstanceNotFound", httpStatus: 404 });
});
