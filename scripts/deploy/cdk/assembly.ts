import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AwsAccess } from "../aws/access.ts";
import { runChild } from "../child-process.ts";
import { CLONE } from "../clone.ts";

/** A synthesized cloud assembly in a directory of its own, so that deployments at the same time don't meet. */
export interface Assembly extends Disposable {
  readonly directory: string;
}

/** Synthesizes both stacks of an environment. */
export async function synthesize(env: string, access: AwsAccess): Promise<Assembly> {
  const directory = mkdtempSync(join(tmpdir(), `payment-system-${env}-assembly-`));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    await runChild(process.execPath, [join(CLONE, "stack/src/app.ts")], {
      cwd: CLONE,
      environment: {
        ...access.environment,
        CDK_CONTEXT_JSON: JSON.stringify({ env }),
        CDK_OUTDIR: directory,
        // Five seconds that the stack's tests have already spent on the same templates.
        CDK_VALIDATION: "false",
      },
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { directory, [Symbol.dispose]: remove };
}
