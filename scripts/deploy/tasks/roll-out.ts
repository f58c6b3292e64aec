import { DescribeServicesCommand, UpdateServiceCommand, waitUntilServicesStable } from "@aws-sdk/client-ecs";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { requiredImage } from "../image/required-image.ts";
import { shortDigest } from "../image/push.ts";
import type { Part } from "../parts.ts";
import { outdated, type Current } from "./outdated.ts";
import { runningTasks } from "./running-tasks.ts";

const STABLE_WITHIN_SECONDS = 15 * 60;
const EVENTS_SHOWN = 5;

/** Sees to it that every task of a service runs the latest image with the secrets of now. Throws `ServiceUnstable`. */
export async function rollOut(deployment: Deployment, part: Part): Promise<string> {
  const { clients, names } = deployment;
  const current: Current = {
    imageDigest: await requiredImage(deployment, part),
    secretsChangedAt: await secretsChangedAt(deployment, part),
  };
  const find = async () => {
    const tasks = await runningTasks(clients.ecs, names.cluster, part.service);
    return { tasks, reasons: tasks.flatMap((task) => outdated(task, current) ?? []) };
  };
  const before = await find();
  const isForced = before.reasons.length > 0;
  if (isForced) {
    const service = { cluster: names.cluster, service: part.service };
    await clients.ecs.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }));
  }
  await stable(deployment, part);
  const after = await find();
  if (after.tasks.length === 0 || after.reasons.length > 0) {
    throw new DeployError(
      "ServiceUnstable",
      `${part.service} does not run what was deployed. ${await events(deployment, part)}`,
    );
  }
  const how = isForced ? `replaced, because of new ${[...new Set(before.reasons)].join(" and ")}` : "up to date";
  const count = after.tasks.length === 1 ? "1 task" : `${after.tasks.length} tasks`;
  return `${count} of ${shortDigest(current.imageDigest)} run (${how})`;
}

async function secretsChangedAt({ clients }: Deployment, { secretIds }: Part): Promise<Date> {
  const changes = await Promise.all(
    secretIds.map(async (SecretId) => {
      const { LastChangedDate } = await clients.secrets.send(new DescribeSecretCommand({ SecretId }));
      return LastChangedDate?.getTime() ?? 0;
    }),
  );
  return new Date(Math.max(0, ...changes));
}

async function stable(deployment: Deployment, part: Part): Promise<void> {
  const { clients, names } = deployment;
  try {
    await waitUntilServicesStable(
      { client: clients.ecs, maxWaitTime: STABLE_WITHIN_SECONDS, minDelay: 1, maxDelay: 5 },
      { cluster: names.cluster, services: [part.service] },
    );
  } catch (error) {
    const seen = await events(deployment, part);
    const message = `${part.service} did not become stable within ${STABLE_WITHIN_SECONDS / 60} minutes. ${seen}`;
    throw new DeployError("ServiceUnstable", message, { cause: error });
  }
}

async function events({ clients, names }: Deployment, { service, logGroup }: Part): Promise<string> {
  const { services } = await clients.ecs.send(
    new DescribeServicesCommand({ cluster: names.cluster, services: [service] }),
  );
  const messages = (services?.[0]?.events ?? []).slice(0, EVENTS_SHOWN).map(({ message }) => message);
  return `Its last events: ${messages.join(" | ") || "none"}; its log group is ${logGroup}.`;
}
