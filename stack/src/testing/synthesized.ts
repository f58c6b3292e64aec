import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validations, type App, type IPolicyValidationPlugin } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { EnvironmentName } from "../environments.ts";
import { namesOf } from "../names.ts";
import { environmentStacks } from "../synthesize.ts";

export interface Synthesized {
  readonly platform: Template;
  readonly app: Template;
  /** The assembly's files as they were written, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

export const ENVIRONMENT_NAMES: readonly EnvironmentName[] = ["local", "staging", "production"];

const ready = new Map<EnvironmentName, Synthesized>();

/** Both templates of an environment, synthesized once a test file. */
export function synthesized(env: EnvironmentName): Synthesized {
  const found = ready.get(env) ?? synthesizeAnew(env);
  ready.set(env, found);
  return found;
}

/** As `synthesized`, but never remembered; violations that the plugin or CloudFormation's rules find are thrown. */
export function synthesizeAnew(env: EnvironmentName, plugin?: (app: App) => IPolicyValidationPlugin): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "stack-test-"));
  const { CDK_VALIDATION } = process.env;
  // The CDK's own rules take seconds; where a plugin judges, they judge too.
  process.env["CDK_VALIDATION"] = String(plugin !== undefined);
  try {
    const { app } = environmentStacks({ env, outdir });
    if (plugin) Validations.of(app).addPlugins(plugin(app));
    app.synth();
    const names = namesOf(env);
    const fileNames = [
      "manifest.json",
      ...[names.platformStack, names.appStack].flatMap((stack) => [`${stack}.template.json`, `${stack}.assets.json`]),
    ];
    const files = Object.fromEntries(fileNames.map((name) => [name, readFileSync(join(outdir, name), "utf8")]));
    return {
      platform: Template.fromString(files[`${names.platformStack}.template.json`] ?? ""),
      app: Template.fromString(files[`${names.appStack}.template.json`] ?? ""),
      files,
    };
  } finally {
    if (CDK_VALIDATION === undefined) delete process.env["CDK_VALIDATION"];
    else process.env["CDK_VALIDATION"] = CDK_VALIDATION;
    rmSync(outdir, { recursive: true, force: true });
  }
}
