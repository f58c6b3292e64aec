import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "../child-process.ts";
import { CLONE } from "../clone.ts";
import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { buildAndPushWithDocker } from "../image/docker.ts";
import { latestDigest } from "../image/latest-digest.ts";
import { appLayer } from "../image/layer.ts";
import { ociImage } from "../image/oci-image.ts";
import { pushImage, shortDigest } from "../image/push.ts";
import { partsOf, type Part } from "../parts.ts";
import { deployedOutputs, requiredOutput } from "../stacks/deployed-outputs.ts";
import type { Step } from "../steps.ts";

/**
 * Builds both images and pushes them. Docker's images run everywhere; those of the `oci` builder have no base system,
 * so only a process runtime that brings Node itself can run them, and AWS has none.
 */
export function imagesSteps(deployment: Deployment): Step[] {
  const { endpoint } = deployment.access;
  const builder = deployment.options.builder ?? (endpoint === undefined ? "docker" : "oci");
  if (builder === "oci" && endpoint === undefined) {
    const message = "Fargate can't run images of the oci builder, which have no base system; use --builder docker.";
    throw new DeployError("BuilderUnfit", message);
  }
  const push = builder === "oci" ? pushOciImage : pushDockerImage;
  return partsOf(deployment.names).map((part) => ({
    title: `Build and push the ${part.name}'s image (${builder})`,
    run: (report) => push(deployment, part, report),
  }));
}

async function pushOciImage(deployment: Deployment, part: Part, report: (line: string) => void): Promise<string> {
  const { clients } = deployment;
  requiredOutput(await deployedOutputs(deployment), part.repositoryUrlOutput);
  const output = mkdtempSync(join(tmpdir(), `payment-system-${part.name}-`));
  try {
    await build(part, [output], report);
    const image = ociImage([await appLayer(output)]);
    const isNew = await pushImage(clients.ecr, part.repository, image);
    return `${shortDigest(image.manifest.digest)} ${isNew ? "pushed" : "is there already"}`;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

async function pushDockerImage(deployment: Deployment, part: Part, report: (line: string) => void): Promise<string> {
  const { access, clients } = deployment;
  const repositoryUrl = requiredOutput(await deployedOutputs(deployment), part.repositoryUrlOutput);
  await build(part, [], report);
  await buildAndPushWithDocker({ access, clients, directory: part.directory, repositoryUrl, report });
  return shortDigest((await latestDigest(clients.ecr, part.repository)) ?? "");
}

async function build({ directory }: Part, args: readonly string[], report: (line: string) => void): Promise<void> {
  await runChild(process.execPath, [join(CLONE, directory, "build.mjs"), ...args], {
    cwd: CLONE,
    environment: process.env,
    onLine: report,
  });
}
