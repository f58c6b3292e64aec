import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { lostCommits, startCommitters } from "./testing/committers.ts";
import { ask, createInstance, reach, requestInstance, startRdsEnvironment } from "./testing/rds-environment.ts";
import type { RdsEnvironment } from "./testing/rds-environment.ts";
import { until } from "../../wait/until.ts";

const ID = "newest";
let instance: TestInstance;
let environment: RdsEnvironment;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const rds = () => environment.rds.handlers;
const call = () => environment.call;

test("the version asked for is the version that runs, with its own parameter family, and it fails over", async () => {
  await createInstance(environment, ID, true, { EngineVersion: "18" });
  const shown = await environment.describe(ID);
  expect(shown).toMatchObject({
    EngineVersion: "18.4",
    DBParameterGroups: [{ DBParameterGroupName: "default.postgres18" }],
  });
  expect(shown.OptionGroupMemberships![0]!.OptionGroupName).toBe("default:postgres-18");
  const endpoint = await reach(environment, ID);
  expect(await ask(endpoint, "show server_version")).toEqual([{ server_version: "18.4" }]);
  await ask(endpoint, "create table commit_log (id bigint primary key)");
  const committers = startCommitters(endpoint, 2, 1);
  const made = committers.acknowledged;
  await until(() => made.length > 20, { what: "commits before the failover", deadlineMs: 30_000 });
  await rds().RebootDBInstance({ DBInstanceIdentifier: ID, ForceFailover: true }, call());
  await until(async () => (await environment.describe(ID)).AvailabilityZone !== shown.AvailabilityZone, {
    what: "the zones to swap",
    deadlineMs: 60_000,
  });
  const before = made.length;
  await until(() => made.length > before + 20, { what: "commits after the failover", deadlineMs: 30_000 });
  await committers.stop();
  expect(await lostCommits(endpoint, made)).toEqual([]);
});

test("an absent version is refused with the list of those present, and so is a family", async () => {
  await expect(requestInstance(environment, "old", false, { EngineVersion: "16.4" })).rejects.toMatchObject({
    code: "InvalidParameterCombination",
    message: "Cannot find version 16.4 for postgres. Versions present: 17.10, 18.4.",
  });
  const group = { DBParameterGroupName: "old", DBParameterGroupFamily: "postgres12", Description: "Old" };
  await expect(rds().CreateDBParameterGroup(group, call())).rejects.toMatchObject({
    message: "ParameterGroupFamily postgres12 cannot be found. Families present: postgres17, postgres18.",
  });
});

test("a parameter group of another family is refused", async () => {
  const asked = { EngineVersion: "17.10", DBParameterGroupName: "default.postgres18" };
  await expect(requestInstance(environment, "mixed", false, asked)).rejects.toMatchObject({
    code: "InvalidParameterCombination",
    message: expect.stringContaining("default.postgres18") as string,
  });
});

test("versions and orderable options are filtered as AWS filters them", async () => {
  const versions = async (input: object) =>
    (await rds().DescribeDBEngineVersions(input, call())).DBEngineVersions!.map(({ EngineVersion }) => EngineVersion);
  expect(await versions({})).toEqual(["17.10", "18.4"]);
  expect(await versions({ Engine: "postgres", DefaultOnly: true })).toEqual(["17.10"]);
  expect(await versions({ DBParameterGroupFamily: "postgres18" })).toEqual(["18.4"]);
  expect(await versions({ Filters: [{ Name: "engine-version", Values: ["18.4"] }] })).toEqual(["18.4"]);
  expect(await versions({ Engine: "mysql" })).toEqual([]);
  const asked = { Engine: "postgres", EngineVersion: "18.4", DBInstanceClass: "db.t4g.medium" };
  const { OrderableDBInstanceOptions } = await rds().DescribeOrderableDBInstanceOptions(asked, call());
  expect(new Set(OrderableDBInstanceOptions!.map(({ EngineVersion }) => EngineVersion))).toEqual(new Set(["18.4"]));
  expect(OrderableDBInstanceOptions!.map(({ StorageType }) => StorageType)).toContain("gp3");
});
