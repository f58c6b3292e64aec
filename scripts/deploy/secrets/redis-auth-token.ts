import {
  DescribeReplicationGroupsCommand,
  ModifyReplicationGroupCommand,
  type AuthTokenUpdateStrategyType,
} from "@aws-sdk/client-elasticache";
import { DescribeSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import type { Deployment } from "../deployment.ts";
import { until } from "../until.ts";

const DEADLINE_MS = 15 * 60_000;

/** Lets a new token into Redis beside the one that the running tasks have. */
export async function letAuthTokenIn(deployment: Deployment, token: string): Promise<void> {
  await modify(deployment, token, "ROTATE");
}

/**
 * Shuts out the token before the current one, once no task has it any more. Whether there still is one is told by the
 * times: a rotation changes Redis first and the secret afterwards, and shutting out changes Redis again.
 */
export async function retirePreviousAuthToken(deployment: Deployment): Promise<string> {
  const { clients, names } = deployment;
  const SecretId = names.redisAuthTokenSecret;
  const { AuthTokenLastModifiedDate } = await describe(deployment);
  const { LastChangedDate } = await clients.secrets.send(new DescribeSecretCommand({ SecretId }));
  if (!mayHavePrevious({ redis: AuthTokenLastModifiedDate, secret: LastChangedDate })) return "there is no other";
  const { SecretString } = await clients.secrets.send(new GetSecretValueCommand({ SecretId }));
  await modify(deployment, SecretString ?? "", "SET");
  return "the previous one is shut out";
}

/** When each was changed last. In doubt true, because to shut out a token that isn't there changes nothing. */
export function mayHavePrevious(changed: { readonly redis: Date | undefined; readonly secret: Date | undefined }) {
  // Secrets Manager may tell whole seconds.
  const second = (date: Date | undefined) => Math.floor((date?.getTime() ?? 0) / 1000);
  return second(changed.secret) >= second(changed.redis);
}

async function modify(
  deployment: Deployment,
  AuthToken: string,
  AuthTokenUpdateStrategy: AuthTokenUpdateStrategyType,
): Promise<void> {
  const ReplicationGroupId = deployment.names.replicationGroup;
  await deployment.clients.elastiCache.send(
    new ModifyReplicationGroupCommand({
      ReplicationGroupId,
      AuthToken,
      AuthTokenUpdateStrategy,
      ApplyImmediately: true,
    }),
  );
  await until(
    async () => {
      const { Status, PendingModifiedValues } = await describe(deployment);
      const isApplied = PendingModifiedValues?.AuthTokenStatus === undefined;
      return isApplied && Status === "available" ? true : undefined;
    },
    { what: `${ReplicationGroupId} to take its token`, deadlineMs: DEADLINE_MS, intervalMs: 1000 },
  );
}

async function describe({ clients, names }: Deployment) {
  const { ReplicationGroups } = await clients.elastiCache.send(
    new DescribeReplicationGroupsCommand({ ReplicationGroupId: names.replicationGroup }),
  );
  return ReplicationGroups?.[0] ?? {};
}
