import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import {
  ask,
  connectTo,
  createInstance,
  reach,
  startRdsEnvironment,
  type RdsEnvironment,
} from "./testing/rds-environment.ts";

let instance: TestInstance;
let environment: RdsEnvironment;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  await createInstance(environment, "orders", true, { Tags: [{ Key: "team", Value: "orders" }] });
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const rds = () => environment.rds.handlers;
const call = () => environment.call;
const rename = (DBInstanceIdentifier: string, NewDBInstanceIdentifier: string, ApplyImmediately = true) =>
  rds().ModifyDBInstance({ DBInstanceIdentifier, NewDBInstanceIdentifier, ApplyImmediately }, call());
const word = async (identifier: string): Promise<unknown> => {
  const rows = await ask<{ word: string }>(await reach(environment, identifier), "select word from words");
  return rows[0]!.word;
};

test("a cut over: the original makes room, the restored one takes its name and address, both at once", async () => {
  const original = await reach(environment, "orders");
  await ask(original, "create table words as select 'snapshot' as word");
  await rds().CreateDBSnapshot({ DBSnapshotIdentifier: "good", DBInstanceIdentifier: "orders" }, call());
  await environment.untilStatus("orders", "available");
  await ask(original, "update words set word = 'later'");
  const restore = { DBInstanceIdentifier: "orders-restored", DBSnapshotIdentifier: "good" };
  await rds().RestoreDBInstanceFromDBSnapshot(restore, call());
  await environment.untilStatus("orders-restored", "available");
  await expect(rename("orders-restored", "orders")).rejects.toMatchObject({ code: "DBInstanceAlreadyExists" });

  const session = await connectTo(original);
  const cut = new Promise((resolve) => session.once("end", () => resolve("cut")));
  const { DBInstance: answer } = await rename("orders", "Orders-Old");
  expect(answer!.PendingModifiedValues).toMatchObject({ DBInstanceIdentifier: "orders-old" });
  expect((await environment.describe("orders-old")).DBInstanceStatus).toBe("renaming");
  await rename("orders-restored", "orders");
  expect(await cut).toBe("cut");
  const [old, current] = await Promise.all([
    environment.untilRedundant("orders-old"),
    environment.untilStatus("orders", "available"),
  ]);
  expect(current.Endpoint!.Address).toBe(original.address);
  expect(old.Endpoint!.Address).not.toBe(original.address);
  expect(await Promise.all([word("orders"), word("orders-old")])).toEqual(["snapshot", "later"]);
  expect(old).toMatchObject({
    DBInstanceArn: "arn:aws:rds:us-east-1:000000000000:db:orders-old",
    TagList: [{ Key: "team", Value: "orders" }],
  });
  await expect(environment.describe("orders-restored")).rejects.toMatchObject({ code: "DBInstanceNotFound" });
  const { DBSnapshots } = await rds().DescribeDBSnapshots({ DBSnapshotIdentifier: "good" }, call());
  expect(DBSnapshots).toMatchObject([{ DBInstanceIdentifier: "orders", DbiResourceId: old.DbiResourceId }]);
  expect(existsSync(join(instance.directories.logs, "rds", "orders-old", "postgresql-a.log"))).toBe(true);
});

test("a renamed instance fails over, and its events bear the new name", async () => {
  const { AvailabilityZone: before } = await environment.untilRedundant("orders-old");
  await rds().RebootDBInstance({ DBInstanceIdentifier: "orders-old", ForceFailover: true }, call());
  await environment.untilRedundant("orders-old");
  expect((await environment.describe("orders-old")).AvailabilityZone).not.toBe(before);
  expect(await word("orders-old")).toBe("later");
  const { Events } = await rds().DescribeEvents(
    { SourceType: "db-instance", SourceIdentifier: "orders-old", EventCategories: ["failover"] },
    call(),
  );
  expect(Events!.length).toBeGreaterThan(0);
});

test("an address that something else has is taken as soon as it is free", async () => {
  const { address, port } = await reach(environment, "orders-old");
  const taken = createServer().listen(port + 1, address);
  await once(taken, "listening");
  const change = { DBInstanceIdentifier: "orders-old", DBPortNumber: port + 1, ApplyImmediately: true };
  await rds().ModifyDBInstance(change, call());
  await environment.untilStatus("orders-old", "available");
  taken.close();
  await until(async () => (await word("orders-old")) === "later", { what: "the endpoint", deadlineMs: 30_000 });
});

test("without ApplyImmediately the name waits, and does not reach the endpoint yet", async () => {
  await rename("orders", "orders-next", false);
  const waiting = await environment.untilStatus("orders", "available");
  expect(waiting.PendingModifiedValues).toEqual({ DBInstanceIdentifier: "orders-next" });
  expect(await word("orders")).toBe("snapshot");
});

test("names and addresses are the same after a restart of the emulator", async () => {
  const before = await Promise.all(["orders", "orders-old"].map((each) => reach(environment, each)));
  await environment.stop();
  environment = await startRdsEnvironment(instance);
  await environment.untilRedundant("orders-old");
  const after = await Promise.all(["orders", "orders-old"].map((each) => reach(environment, each)));
  expect(after.map(({ address }) => address)).toEqual(before.map(({ address }) => address));
  await until(async () => (await word("orders")) === "snapshot", { what: "the data", deadlineMs: 30_000 });
  expect(await word("orders-old")).toBe("later");
});
