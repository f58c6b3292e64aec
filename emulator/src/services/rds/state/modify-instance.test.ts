import { expect, test } from "vitest";
import type { DbInstanceRecord } from "./db-instance.ts";
import { assertAccepts } from "./instance-state.ts";
import { modifiedDbInstance, withPendingApplied } from "./modify-instance.ts";
import { newDbInstance } from "./new-instance.ts";

const around = {
  engineVersions: ["17.10"],
  zones: ["us-east-1a", "us-east-1b"],
  now: new Date(0),
  certificateAuthority: "rds-ca-rsa2048-g1",
};
const record: DbInstanceRecord = {
  ...newDbInstance(
    {
      DBInstanceIdentifier: "payments",
      DBInstanceClass: "db.t4g.medium",
      Engine: "postgres",
      AllocatedStorage: 20,
      MasterUsername: "payment_user",
    },
    around,
  ),
  status: "available",
};
const id = { DBInstanceIdentifier: "payments" };
const modify = (input: object, from = record) => modifiedDbInstance(from, { ...id, ...input }, ["17.10"]);

test("class and Multi-AZ wait for the maintenance window, retention doesn't", () => {
  const changed = modify({ DBInstanceClass: "db.r6g.xlarge", MultiAZ: true, BackupRetentionPeriod: 30 });
  expect(changed.settings).toMatchObject({
    DBInstanceClass: "db.t4g.medium",
    MultiAZ: false,
    BackupRetentionPeriod: 30,
  });
  expect(changed.pending).toEqual({ DBInstanceClass: "db.r6g.xlarge", MultiAZ: true });
  expect(withPendingApplied(changed)).toMatchObject({
    settings: { DBInstanceClass: "db.r6g.xlarge", MultiAZ: true },
    pending: {},
  });
});

test("turning automated backups off waits, until a new retention takes its place", () => {
  const off = modify({ BackupRetentionPeriod: 0 });
  expect(off.settings.BackupRetentionPeriod).toBe(1);
  expect(off.pending).toEqual({ BackupRetentionPeriod: 0 });
  const longer = modify({ BackupRetentionPeriod: 7 }, off);
  expect(longer.settings.BackupRetentionPeriod).toBe(7);
  expect(longer.pending).toEqual({});
});

test("ApplyImmediately applies what was pending too", () => {
  const pending = modify({ MultiAZ: true });
  const changed = modify({ DBInstanceClass: "db.r6g.xlarge", ApplyImmediately: true }, pending);
  expect(changed.settings).toMatchObject({ DBInstanceClass: "db.r6g.xlarge", MultiAZ: true });
  expect(changed.pending).toEqual({});
});

test.each([
  [{ AllocatedStorage: 30, BackupRetentionPeriod: 99 }, /Must be between 0 and 35/],
  [{ EngineVersion: "18" }, /Cannot find version 18/],
  [{ NewDBInstanceIdentifier: "-other" }, /NewDBInstanceIdentifier is not a valid identifier/],
  [{ PreferredBackupWindow: "99:00-99:30" }, /Invalid time of day/],
])("%o is refused", (input, message) => {
  expect(() => modify(input)).toThrow(message);
});

test("storage does not shrink", () => {
  const larger = modify({ AllocatedStorage: 50, ApplyImmediately: true });
  expect(() => modify({ AllocatedStorage: 30 }, larger)).toThrow(/can't be reduced/);
});

test.each([
  ["creating", "modify", false],
  ["available", "modify", true],
  ["rebooting", "reboot", false],
  ["stopped", "start", true],
  ["available", "start", false],
  ["stopped", "stop", false],
  ["creating", "delete", true],
  ["deleting", "delete", false],
] as const)("an instance that is %s accepts %s: %s", (status, operation, accepted) => {
  const check = () => assertAccepts({ ...record, status }, operation);
  if (accepted) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: "InvalidDBInstanceState" }) as Error);
});

test("another storage type begins with its own IOPS, whenever it takes effect", () => {
  const provisioned = modify({ StorageType: "io1", Iops: 2_000, AllocatedStorage: 400, ApplyImmediately: true });
  expect(provisioned.settings).toMatchObject({ StorageType: "io1", Iops: 2_000 });
  const later = modify({ StorageType: "gp3" }, provisioned);
  expect(later.settings.Iops).toBe(2_000);
  expect(withPendingApplied(later).settings.Iops).toBeUndefined();
});
