import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { ask, connectTo, createInstance, reach, startRdsEnvironment } from "./testing/rds-environment.ts";
import type { RdsEnvironment } from "./testing/rds-environment.ts";

const ID = "orders";
const named = { DBInstanceIdentifier: ID };
let instance: TestInstance;
let environment: RdsEnvironment;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  await createInstance(environment, ID, false);
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const rds = () => environment.rds.handlers;
const call = () => environment.call;

test("log files are the servers' own, and portions put together are the file", async () => {
  const endpoint = await reach(environment, ID);
  await expect(ask(endpoint, "select nonsense")).rejects.toThrow(/nonsense/);
  await expect(connectTo(endpoint, "wrong-password")).rejects.toThrow(/password authentication failed/);
  const { DescribeDBLogFiles } = await rds().DescribeDBLogFiles(named, call());
  const [file] = DescribeDBLogFiles!;
  expect(file).toMatchObject({ LogFileName: "error/postgresql-a.log" });
  const path = join(instance.directories.logs, "rds", ID, "postgresql-a.log");
  expect(file!.Size).toBeGreaterThan(0);
  let text = "";
  let marker: string | undefined = "0";
  let portions = 0;
  do {
    const asked = { ...named, LogFileName: file!.LogFileName!, Marker: marker, NumberOfLines: 1 };
    const portion = await rds().DownloadDBLogFilePortion(asked, call());
    text += portion.LogFileData;
    marker = portion.AdditionalDataPending ? portion.Marker! : undefined;
    portions++;
  } while (marker !== undefined);
  expect(text).toBe(readFileSync(path, "utf8"));
  expect(portions).toBe(text.split("\n").length - 1);
  expect(text).toContain('column "nonsense" does not exist');
  const last = await rds().DownloadDBLogFilePortion(
    { ...named, LogFileName: file!.LogFileName!, NumberOfLines: 2 },
    call(),
  );
  expect(last.LogFileData).toBe(`${text.trimEnd().split("\n").slice(-2).join("\n")}\n`);
});

test.each(["error/nonsense.log", "../../../etc/passwd", "/etc/passwd", "error/postgresql-a.log/..", "\0"])(
  "no log file %j is given out",
  async (LogFileName) => {
    await expect(rds().DownloadDBLogFilePortion({ ...named, LogFileName }, call())).rejects.toMatchObject({
      code: "DBLogFileNotFoundFault",
      httpStatus: 404,
    });
  },
);

test("an option group can be made, used, copied and deleted, but holds no options", async () => {
  const group = { OptionGroupName: "Mine", EngineName: "postgres", MajorEngineVersion: "17" };
  const { OptionGroup } = await rds().CreateOptionGroup({ ...group, OptionGroupDescription: "Mine" }, call());
  expect(OptionGroup).toMatchObject({ OptionGroupName: "mine", MajorEngineVersion: "17", Options: [] });
  await rds().ModifyDBInstance({ ...named, OptionGroupName: "mine" }, call());
  const shown = await environment.untilStatus(ID, "available");
  expect(shown.OptionGroupMemberships).toEqual([{ OptionGroupName: "mine", Status: "in-sync" }]);
  const mine = { OptionGroupName: "mine" };
  await expect(rds().DeleteOptionGroup(mine, call())).rejects.toMatchObject({ code: "InvalidOptionGroupStateFault" });
  const include = { ...mine, OptionsToInclude: [{ OptionName: "TIMEZONE" }] };
  await expect(rds().ModifyOptionGroup(include, call())).rejects.toMatchObject({ code: "InvalidParameterCombination" });
  await rds().ModifyDBInstance({ ...named, OptionGroupName: "default:postgres-17" }, call());
  await environment.untilStatus(ID, "available");
  await rds().DeleteOptionGroup(mine, call());
  const names = (await rds().DescribeOptionGroups({}, call())).OptionGroupsList!.map((each) => each.OptionGroupName);
  expect(names).toEqual(["default:postgres-17", "default:postgres-18"]);
  const wrong = { ...named, OptionGroupName: "default:postgres-18" };
  await expect(rds().ModifyDBInstance(wrong, call())).rejects.toMatchObject({ code: "InvalidParameterCombination" });
  await expect(rds().DeleteOptionGroup({ OptionGroupName: "default:postgres-17" }, call())).rejects.toMatchObject({
    code: "InvalidOptionGroupStateFault",
  });
});

test("the default certificate authority can be overridden for new instances", async () => {
  const { Certificates } = await rds().DescribeCertificates({}, call());
  expect(Certificates!.map(({ CertificateIdentifier }) => CertificateIdentifier)).toContain("rds-ca-rsa2048-g1");
  const other = { CertificateIdentifier: "rds-ca-ecc384-g1" };
  expect((await rds().ModifyCertificates(other, call())).Certificate).toMatchObject({
    ...other,
    CustomerOverride: true,
  });
  const { DefaultCertificateForNewLaunches } = await rds().DescribeCertificates({}, call());
  expect(DefaultCertificateForNewLaunches).toBe("rds-ca-ecc384-g1");
  await rds().ModifyCertificates({ RemoveCustomerOverride: true }, call());
  const unknown = { CertificateIdentifier: "rds-ca-2019" };
  await expect(rds().DescribeCertificates(unknown, call())).rejects.toMatchObject({ code: "CertificateNotFound" });
});

test("a parameter group is copied with its values", async () => {
  const group = { DBParameterGroupName: "first", DBParameterGroupFamily: "postgres17", Description: "First" };
  await rds().CreateDBParameterGroup(group, call());
  const parameter = { ParameterName: "work_mem", ParameterValue: "8192", ApplyMethod: "immediate" as const };
  await rds().ModifyDBParameterGroup({ DBParameterGroupName: "first", Parameters: [parameter] }, call());
  const source = { SourceType: "db-parameter-group" as const, SourceIdentifier: "first" };
  const { Events } = await rds().DescribeEvents(source, call());
  expect(Events!.map(({ Message }) => Message)).toEqual([
    "Updated parameter work_mem to 8192 with apply method immediate",
  ]);
  const copy = {
    SourceDBParameterGroupIdentifier: "arn:aws:rds:us-east-1:000000000000:pg:first",
    TargetDBParameterGroupIdentifier: "second",
    TargetDBParameterGroupDescription: "Second",
  };
  expect((await rds().CopyDBParameterGroup(copy, call())).DBParameterGroup).toMatchObject({ Description: "Second" });
  const user = { DBParameterGroupName: "second", Source: "user" };
  const { Parameters } = await rds().DescribeDBParameters(user, call());
  expect(Parameters!.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue])).toEqual([
    ["work_mem", "8192"],
  ]);
  await expect(rds().CopyDBParameterGroup(copy, call())).rejects.toMatchObject({
    code: "DBParameterGroupAlreadyExists",
  });
});

test("quotas count what is there, and what can be modified starts from what is allocated", async () => {
  const { AccountQuotas } = await rds().DescribeAccountAttributes({}, call());
  const used = new Map(AccountQuotas!.map(({ AccountQuotaName, Used }) => [AccountQuotaName, Used]));
  expect(Object.fromEntries(used)).toMatchObject({
    DBInstances: 1,
    AllocatedStorage: 20,
    DBParameterGroups: 2,
    OptionGroups: 0,
  });
  const { ValidDBInstanceModificationsMessage: valid } = await rds().DescribeValidDBInstanceModifications(
    named,
    call(),
  );
  const gp3 = valid!.Storage!.find(({ StorageType }) => StorageType === "gp3");
  expect(gp3!.StorageSize![0]).toMatchObject({ From: 20, To: 65_536 });
  const { DBMajorEngineVersions } = await rds().DescribeDBMajorEngineVersions({}, call());
  expect(DBMajorEngineVersions!.map(({ MajorEngineVersion }) => MajorEngineVersion)).toEqual(["17", "18"]);
});

test("a subscription to a topic of an SNS that can't be reached answers 503, not 500", async () => {
  const asked = { SubscriptionName: "late", SnsTopicArn: "arn:aws:sns:us-east-1:000000000000:events" };
  await expect(rds().CreateEventSubscription(asked, call())).rejects.toMatchObject({
    code: "ServiceUnavailable",
    httpStatus: 503,
  });
});

test("there is no maintenance to apply, and no resource of an unknown name", async () => {
  const action = { ApplyAction: "system-update", OptInType: "immediate" };
  const known = { ...action, ResourceIdentifier: (await environment.describe(ID)).DBInstanceArn! };
  const apply = (input: typeof known) => rds().ApplyPendingMaintenanceAction(input, call());
  await expect(apply(known)).rejects.toMatchObject({ code: "ResourceNotFoundFault" });
  const nobody = { ...known, ResourceIdentifier: "arn:aws:rds:us-east-1:000000000000:db:nobody" };
  await expect(apply(nobody)).rejects.toMatchObject({ code: "DBInstanceNotFound" });
  expect(await rds().DescribePendingMaintenanceActions({}, call())).toEqual({ PendingMaintenanceActions: [] });
});
