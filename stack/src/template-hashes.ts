import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { environments, type Environment } from "./environments.ts";
import { FEATURE_FLAGS } from "./feature-flags.ts";
import { stacksOf } from "./stacks-of.ts";

/** Each `sha256:<hex>`. */
export interface TemplateHashes {
  readonly platform: string;
  readonly application: string;
}

/**
 * Hashes of an environment's templates as they would be with the name, sizes, retention and protection of `local`, so
 * that environments can be compared: the same hash is the same system, but for those. What the environment has in the
 * way of standbys and replicas counts, for a proof of one is no proof of the other.
 */
export function templateHashes(environment: Environment): TemplateHashes {
  const { multiAz, readReplicas } = environment.database;
  const comparable = { ...environments.local, database: { ...environments.local.database, multiAz, readReplicas } };
  const outdir = mkdtempSync(join(tmpdir(), "template-hashes-"));
  try {
    const app = new App({ analyticsReporting: false, treeMetadata: false, context: FEATURE_FLAGS, outdir });
    const { platform, application } = stacksOf(app, comparable);
    const assembly = app.synth();
    const hash = (stackName: string) =>
      `sha256:${createHash("sha256")
        .update(JSON.stringify(assembly.getStackByName(stackName).template))
        .digest("hex")}`;
    return { platform: hash(platform.stackName), application: hash(application.stackName) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
