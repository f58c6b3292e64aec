import { DescribeDBInstancesCommand, ModifyDBInstanceCommand } from "@aws-sdk/client-rds";
import { GetSecretValueCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import type { Deployment } from "../deployment.ts";
import { until } from "../until.ts";
import type { OperatorSecret } from "./operator-secrets.ts";
import { letAuthTokenIn } from "./redis-auth-token.ts";

const DEADLINE_MS = 15 * 60_000;

/**
 * Writes an operator's secrets straight to Secrets Manager, so that they never stand in a template, a parameter or an
 * argument. Database and Redis learn theirs first: if this is interrupted, the next run still sees a difference.
 */
export async function applyOperatorSecrets(
  deployment: Deployment,
  secrets: readonly OperatorSecret[],
  report: (line: string) => void,
): Promise<string> {
  const { secrets: client } = deployment.clients;
  let changed = 0;
  for (const { variable, secretId, value } of secrets) {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (SecretString === value) continue;
    if (variable === "DB_PASSWORD") await changeDatabasePassword(deployment, value);
    if (variable === "REDIS_AUTH_TOKEN") await letAuthTokenIn(deployment, value);
    await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: value }));
    report(`${secretId} has a new value`);
    changed++;
  }
  return changed === 0 ? "nothing to change" : `${changed} changed; deploy services, so that tasks get them`;
}

async function changeDatabasePassword({ clients, names }: Deployment, password: string): Promise<void> {
  const DBInstanceIdentifier = names.databaseInstance;
  await clients.rds.send(
    new ModifyDBInstanceCommand({ DBInstanceIdentifier, MasterUserPassword: password, ApplyImmediately: true }),
  );
  await until(
    async () => {
      const { DBInstances } = await clients.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
      const [database] = DBInstances ?? [];
      const isApplied = database?.PendingModifiedValues?.MasterUserPassword === undefined;
      return isApplied && database?.DBInstanceStatus === "available" ? database : undefined;
    },
    { what: `${DBInstanceIdentifier} to take its new password`, deadlineMs: DEADLINE_MS, intervalMs: 2000 },
  );
}
