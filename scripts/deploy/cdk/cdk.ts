import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { AwsAccess } from "../aws/access.ts";
import { runChild } from "../child-process.ts";
import { CLONE } from "../clone.ts";

const RESOURCE_DONE = /\|\s+(?<status>[A-Z_]+_(?:COMPLETE|FAILED))\s+\|\s+(?<type>AWS::\S+)\s+\|\s+(?<id>\S+)/;

/** Runs the CDK CLI, as cdklocal when an endpoint other than AWS is set, and reports each resource that is done. */
export async function cdk(
  args: readonly string[],
  { access, cwd, report }: { access: AwsAccess; cwd: string; report: (line: string) => void },
): Promise<void> {
  const script = access.endpoint === undefined ? binary("aws-cdk", "bin/cdk") : binary("aws-cdk-local", "bin/cdklocal");
  await runChild(process.execPath, [script, ...args], {
    cwd,
    environment: {
      ...access.environment,
      CDK_DISABLE_CLI_TELEMETRY: "true",
      CDK_DISABLE_VERSION_CHECK: "1",
    },
    onLine: (line) => {
      const done = RESOURCE_DONE.exec(line)?.groups;
      if (done) report(`${done["status"]} ${done["type"]} ${done["id"]}`);
    },
  });
}

/** File of the bootstrap stack that this CLI would deploy. */
export function bootstrapTemplateFile(): string {
  return binary("aws-cdk", "lib/api/bootstrap/bootstrap-template.yaml");
}

function binary(name: string, file: string): string {
  const require = createRequire(join(CLONE, "stack/package.json"));
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}
