import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  waitUntilDBInstanceAvailable,
  waitUntilDBInstanceDeleted,
  type DBInstance,
  type RDSClient,
} from "@aws-sdk/client-rds";
import type { Instance } from "@payment-system/emulator/instance/instance";
import {
  DATABASE,
  MASTER_PASSWORD,
  MASTER_USERNAME,
  type Reachable,
} from "@payment-system/emulator/services/rds/testing/rds-environment";
import { until } from "@payment-system/emulator/wait/until";

const DEADLINE_S = 600;
const REDUNDANT_DEADLINE_MS = 120_000;

/** A database of a benchmark's own, made and looked at through the API as any caller would. */
export interface BenchDatabase extends AsyncDisposable {
  readonly identifier: string;
  readonly endpoint: Reachable;
  describe(): Promise<DBInstance>;
  /** Waits until the standby may be promoted. */
  untilRedundant(): Promise<DBInstance>;
}

export async function createBenchDatabase(
  client: RDSClient,
  instance: Instance,
  identifier: string,
  multiAz: boolean,
  backupRetentionDays = 0,
): Promise<BenchDatabase> {
  const named = { DBInstanceIdentifier: identifier };
  await client.send(
    new CreateDBInstanceCommand({
      ...named,
      DBInstanceClass: "db.t4g.micro",
      Engine: "postgres",
      AllocatedStorage: 20,
      BackupRetentionPeriod: backupRetentionDays,
      MasterUsername: MASTER_USERNAME,
      MasterUserPassword: MASTER_PASSWORD,
      DBName: DATABASE,
      MultiAZ: multiAz,
    }),
  );
  const waiter = { client, maxWaitTime: DEADLINE_S, minDelay: 1, maxDelay: 2 };
  await waitUntilDBInstanceAvailable(waiter, named);
  const describe = async (): Promise<DBInstance> => {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand(named));
    return DBInstances![0]!;
  };
  const { Endpoint } = await describe();
  const caCertificatePem = readFileSync(join(instance.directories.certificates, "ca.pem"), "utf8");
  return {
    identifier,
    endpoint: { address: Endpoint!.Address!, port: Endpoint!.Port!, caCertificatePem },
    describe,
    untilRedundant: () =>
      until(
        async () => {
          const seen = await describe();
          return seen.DBInstanceStatus === "available" && seen.SecondaryAvailabilityZone ? seen : undefined;
        },
        { what: `${identifier} to have a standby`, deadlineMs: REDUNDANT_DEADLINE_MS },
      ),
    [Symbol.asyncDispose]: async () => {
      await client.send(new DeleteDBInstanceCommand({ ...named, SkipFinalSnapshot: true }));
      await waitUntilDBInstanceDeleted(waiter, named);
    },
  };
}
