import { GetSecretValueCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { orNothing } from "../aws/or-nothing.ts";
import type { Deployment } from "../deployment.ts";

/** Access tokens live for 15 minutes; as long again for tasks to be replaced one after the other. */
const IN_FORCE_MS = 30 * 60_000;

export interface SecretVersion {
  readonly value: string;
  readonly createdAt: Date;
}

/**
 * Tasks also take tokens that were signed with the JWT secret before, its stage AWSPREVIOUS, and don't start without one.
 * When nobody can have such a token any more, or there was none before, the current secret takes its place.
 */
export async function settlePreviousJwtSecret(deployment: Deployment): Promise<string> {
  const SecretId = deployment.names.jwtSecret;
  const { secrets } = deployment.clients;
  const version = async (VersionStage: string): Promise<SecretVersion | undefined> => {
    const command = new GetSecretValueCommand({ SecretId, VersionStage });
    const found = await orNothing("ResourceNotFound", () => secrets.send(command));
    return found && { value: found.SecretString ?? "", createdAt: found.CreatedDate ?? new Date(0) };
  };
  const current = await version("AWSCURRENT");
  const previous = await version("AWSPREVIOUS");
  if (current === undefined) return "there is none";
  if (previous?.value === current.value) return "there is no other";
  if (previous !== undefined && !isOver(current, new Date())) return "the one before is good for now";
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: current.value }));
  return previous === undefined ? "there is no other" : "the one before is good no more";
}

/** Whether every token has expired that was signed before the current secret. */
export function isOver(current: SecretVersion, now: Date): boolean {
  return now.getTime() - current.createdAt.getTime() > IN_FORCE_MS;
}
