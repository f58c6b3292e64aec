import type { CreateDBInstanceMessage } from "@aws-sdk/client-rds";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AwsError } from "../../../wire/aws-error.ts";
import { checkedIdentifier, checkedMasterPassword } from "./identifiers.ts";
import { newDbInstance } from "./new-instance.ts";

const around = {
  engineVersions: ["17.10"],
  zones: ["us-east-1a", "us-east-1b"],
  now: new Date(0),
  certificateAuthority: "rds-ca-rsa2048-g1",
};
const minimal: CreateDBInstanceMessage = {
  DBInstanceIdentifier: "Payments",
  DBInstanceClass: "db.t4g.medium",
  Engine: "postgres",
  AllocatedStorage: 20,
  MasterUsername: "payment_user",
};

test("AWS's defaults fill in what a request leaves out", () => {
  const record = newDbInstance(minimal, around);
  expect(record).toMatchObject({
    identifier: "payments",
    status: "creating",
    engineVersion: "17.10",
    port: 5432,
    zones: { a: "us-east-1a", b: "us-east-1b" },
    parameterGroupName: "default.postgres17",
    settings: { BackupRetentionPeriod: 1, MultiAZ: false, StorageType: "gp3", PubliclyAccessible: false },
  });
  expect(record.resourceId).toMatch(/^db-[A-Z2-7]{26}$/);
});

test.each<[Partial<CreateDBInstanceMessage>, string, RegExp]>([
  [{ DBInstanceIdentifier: "1st" }, "InvalidParameterValue", /DBInstanceIdentifier is not a valid identifier/],
  [{ DBInstanceIdentifier: "a--b" }, "InvalidParameterValue", /two consecutive hyphens/],
  [{ DBInstanceIdentifier: "../etc" }, "InvalidParameterValue", /not a valid identifier/],
  [{ Engine: "mysql" }, "InvalidParameterValue", /engine mysql not supported/],
  [{ EngineVersion: "16.3" }, "InvalidParameterCombination", /Cannot find version 16\.3.*present: 17\.10/],
  [{ EngineVersion: "17.1" }, "InvalidParameterCombination", /Cannot find version 17\.1 /],
  [{ DBInstanceClass: "db.huge" }, "InvalidParameterValue", /Invalid DB Instance class: db\.huge/],
  [{ AllocatedStorage: 5 }, "InvalidParameterValue", /Invalid storage size .* gp3: 5/],
  [{ StorageType: "io1", AllocatedStorage: 100 }, "InvalidParameterCombination", /must specify an Iops value/],
  [{ Iops: 3_000, StorageType: "gp3" }, "InvalidParameterCombination", /a storage size less than 400/],
  [{ Iops: 3_000, StorageType: "gp3", AllocatedStorage: 400 }, "InvalidParameterValue", /iops value: 3000/],
  [{ StorageThroughput: 125, StorageType: "gp2" }, "InvalidParameterCombination", /can't specify StorageThroughput/],
  [{ MaxAllocatedStorage: 19 }, "InvalidParameterCombination", /Max storage size must be greater/],
  [{ BackupRetentionPeriod: 36 }, "InvalidParameterValue", /Must be between 0 and 35/],
  [{ Port: 80 }, "InvalidParameterValue", /Invalid database port: 80/],
  [{ MasterUsername: "rdsadmin" }, "InvalidParameterValue", /reserved word/],
  [{ MasterUsername: 'x"; drop' }, "InvalidParameterValue", /MasterUsername is not a valid identifier/],
  [{ DBName: "9lives" }, "InvalidParameterValue", /DBName must begin with a letter/],
  [{ MultiAZ: true, AvailabilityZone: "us-east-1a" }, "InvalidParameterCombination", /not valid for Multi-AZ/],
  [{ AvailabilityZone: "eu-west-1a" }, "InvalidParameterValue", /Invalid availability zone/],
  [{ TdeCredentialArn: "arn" }, "InvalidParameterCombination", /isn't supported for DB Engine postgres/],
  [{ ManageMasterUserPassword: true }, "NotImplemented", /ManageMasterUserPassword is not implemented/],
  [{ KmsKeyId: "k" }, "InvalidParameterCombination", /StorageEncrypted is not true/],
  [{ MonitoringInterval: 60 }, "InvalidParameterCombination", /MonitoringRoleARN value is required/],
  [{ EnableCloudwatchLogsExports: ["audit"] }, "InvalidParameterValue", /Invalid log type: audit/],
  [{ Tags: [{ Key: "aws:x", Value: "" }] }, "InvalidParameterValue", /reserved/],
])("%o is refused as %s", (change, code, message) => {
  const create = () => newDbInstance({ ...minimal, ...change }, around);
  expect(create).toThrow(message);
  expect(create).toThrow(expect.objectContaining({ code }) as Error);
});

test("a password is AWS's or refused", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 140 }), fc.string({ unit: "binary" })), (password) => {
      const allowed = /^[\x21-\x7e]{8,128}$/.test(password) && !/[/@"]/.test(password);
      try {
        expect(checkedMasterPassword(password)).toBe(password);
        expect(allowed).toBe(true);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        expect(allowed).toBe(false);
      }
    }),
  );
});

test.each(["s3cr", "s3cret/s3cret", "s3cret".repeat(30)])("the refusal of %s does not show it", (password) => {
  expect(() => checkedMasterPassword(password)).toThrow(/^(?!.*s3cr)/s);
});

test("an identifier that is accepted is safe as a file name", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(checkedIdentifier("DBInstanceIdentifier", text, 63)).toMatch(/^[a-z][a-z0-9-]{0,62}$/);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
      }
    }),
  );
});
