import { DescribeServicesCommand, UpdateServiceCommand, waitUntilServicesStable } from "@aws-sdk/client-ecs";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { deployStack } from "../cdk/deploy-stack.ts";
import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { latestDigest } from "../image/latest-digest.ts";
import { shortDigest } from "../image/push.ts";
import { retirePreviousAuthToken } from "../secrets/redis-auth-token.ts";
import { saveOutputs } from "../stacks/deployed-outputs.ts";
import { stackState } from "../stacks/stack-state.ts";
import type { Step } from "../steps.ts";
import { outdated, type Current } from "../tasks/outdated.ts";
import { runningTasks } from "../tasks/running-tasks.ts";

const STABLE_WITHIN_SECONDS = 15 * 60;
const EVENTS_SHOWN = 5;

/** Deploys the app stack and sees to it that every task runs the latest image with the secrets of now. */
export function servicesSteps(deployment: Deployment): Step[] {
  const { names, options } = deployment;
  return [
    {
      title: `Deploy ${names.appStack}`,
      run: async (report) => {
        await requireImage(deployment);
        await requireCertificate(deployment);
        const parameters = { CertificateArn: options.certificateArn, DomainName: options.domainName };
        await deployStack(deployment, names.appStack, parameters, report);
        return `outputs are in ${await saveOutputs(deployment)}`;
      },
    },
    { title: `Roll out ${names.backendService}`, run: () => rollOut(deployment) },
    { title: "Let only the current token into Redis", run: () => retirePreviousAuthToken(deployment) },
  ];
}

async function requireImage({ clients, names }: Deployment): Promise<string> {
  const digest = await latestDigest(clients.ecr, names.backendRepository);
  if (digest !== undefined) return digest;
  const message = `Repository ${names.backendRepository} has no latest image; run npm run deploy -- images first.`;
  throw new DeployError("NotDeployed", message);
}

/** A stack that exists keeps the certificate it has. */
async function requireCertificate({ clients, names, options }: Deployment): Promise<void> {
  if (options.certificateArn !== undefined || (await stackState(clients.cloudFormation, names.appStack))) return;
  const message = "The load balancer needs a certificate of ACM; set CERTIFICATE_ARN or give --certificate-arn.";
  throw new DeployError("CertificateMissing", message);
}

async function rollOut(deployment: Deployment): Promise<string> {
  const { clients, names } = deployment;
  const service = { cluster: names.cluster, service: names.backendService };
  const current: Current = {
    imageDigest: await requireImage(deployment),
    secretsChangedAt: await secretsChangedAt(deployment),
  };
  const find = async () => {
    const tasks = await runningTasks(clients.ecs, names.cluster, names.backendService);
    return { tasks, reasons: tasks.flatMap((task) => outdated(task, current) ?? []) };
  };
  const before = await find();
  const isForced = before.reasons.length > 0;
  if (isForced) await clients.ecs.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }));
  await stable(deployment);
  const after = await find();
  if (after.tasks.length === 0 || after.reasons.length > 0) {
    throw new DeployError(
      "ServiceUnstable",
      `${names.backendService} does not run what was deployed. ${await events(deployment)}`,
    );
  }
  const how = isForced ? `replaced, because of new ${[...new Set(before.reasons)].join(" and ")}` : "up to date";
  return `${after.tasks.length} tasks of ${shortDigest(current.imageDigest)} run (${how})`;
}

async function secretsChangedAt({ clients, names }: Deployment): Promise<Date> {
  const changes = await Promise.all(
    [names.databasePasswordSecret, names.jwtSecret, names.redisAuthTokenSecret].map(async (SecretId) => {
      const { LastChangedDate } = await clients.secrets.send(new DescribeSecretCommand({ SecretId }));
      return LastChangedDate?.getTime() ?? 0;
    }),
  );
  return new Date(Math.max(...changes));
}

async function stable(deployment: Deployment): Promise<void> {
  const { clients, names } = deployment;
  try {
    await waitUntilServicesStable(
      { client: clients.ecs, maxWaitTime: STABLE_WITHIN_SECONDS, minDelay: 1, maxDelay: 5 },
      { cluster: names.cluster, services: [names.backendService] },
    );
  } catch (error) {
    const seen = await events(deployment);
    const message = `${names.backendService} did not become stable within ${STABLE_WITHIN_SECONDS / 60} minutes. ${seen}`;
    throw new DeployError("ServiceUnstable", message, { cause: error });
  }
}

async function events({ clients, names }: Deployment): Promise<string> {
  const { services } = await clients.ecs.send(
    new DescribeServicesCommand({ cluster: names.cluster, services: [names.backendService] }),
  );
  const messages = (services?.[0]?.events ?? []).slice(0, EVENTS_SHOWN).map(({ message }) => message);
  return `Its last events: ${messages.join(" | ") || "none"}; its log group is ${names.backendLogGroup}.`;
}
