import { join } from "node:path";
import { GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import type { AwsAccess } from "../aws/access.ts";
import type { AwsClients } from "../aws/clients.ts";
import { runChild } from "../child-process.ts";
import { CLONE } from "../clone.ts";
import { DeployError } from "../errors.ts";
import { shortDigest } from "./push.ts";

export interface DockerBuild {
  readonly access: AwsAccess;
  readonly clients: AwsClients;
  /** In the clone: holds the Dockerfile and what it copies. */
  readonly directory: string;
  readonly repositoryUrl: string;
  readonly report: (line: string) => void;
}

/** Builds the directory's image with Docker and pushes it; Docker itself skips layers that the repository has. */
export async function buildAndPushWithDocker(build: DockerBuild): Promise<void> {
  const { access, clients, directory, repositoryUrl, report } = build;
  const docker = (args: readonly string[], input?: string) =>
    runChild("docker", args, {
      cwd: join(CLONE, directory),
      environment: access.environment,
      onLine: report,
      ...(input !== undefined && { input }),
    });
  await requireEngine(docker);
  const latest = `${repositoryUrl}:latest`;
  // The platform of the task definition, whatever machine this is.
  await docker(["build", "--platform", "linux/amd64", "--tag", latest, "."]);
  const [id = ""] = await docker(["image", "inspect", "--format", "{{.Id}}", latest]);
  const named = `${repositoryUrl}:${shortDigest(id)}`;
  await docker(["tag", latest, named]);
  const { username, password, registry } = await credentials(clients);
  await docker(["login", "--username", username, "--password-stdin", registry], password);
  for (const tag of [named, latest]) await docker(["push", tag]);
}

async function requireEngine(docker: (args: readonly string[]) => Promise<string[]>): Promise<void> {
  try {
    await docker(["version", "--format", "{{.Server.Version}}"]);
  } catch (error) {
    throw new DeployError("BuilderUnfit", "No Docker engine answers; start it, because images for Fargate need it.", {
      cause: error,
    });
  }
}

async function credentials({ ecr }: AwsClients) {
  const { authorizationData = [] } = await ecr.send(new GetAuthorizationTokenCommand({}));
  const [{ authorizationToken = "", proxyEndpoint: registry = "" } = {}] = authorizationData;
  const [username = "", password = ""] = Buffer.from(authorizationToken, "base64").toString("utf8").split(":");
  return { username, password, registry };
}
