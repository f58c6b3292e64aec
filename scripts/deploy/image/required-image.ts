import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import type { Part } from "../parts.ts";
import { latestDigest } from "./latest-digest.ts";

/** Digest of a part's latest image. Throws `NotDeployed` when there is none. */
export async function requiredImage({ clients }: Deployment, { repository }: Part): Promise<string> {
  const digest = await latestDigest(clients.ecr, repository);
  if (digest !== undefined) return digest;
  const message = `Repository ${repository} has no latest image; run npm run deploy -- images first.`;
  throw new DeployError("NotDeployed", message);
}
