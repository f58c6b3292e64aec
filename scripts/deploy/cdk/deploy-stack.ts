import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { stackFailure } from "../stacks/stack-failure.ts";
import { stackState, type StackState } from "../stacks/stack-state.ts";
import { synthesize } from "./assembly.ts";
import { cdk } from "./cdk.ts";

/**
 * Deploys one stack of the environment and checks what came of it. Throws `StackFailed` with the reason of the
 * resource at fault, which says more than the end of the CLI's output.
 */
export async function deployStack(
  { options, access, clients }: Deployment,
  name: string,
  parameters: Readonly<Record<string, string | undefined>>,
  report: (line: string) => void,
): Promise<StackState> {
  using assembly = await synthesize(options.environment.name, access);
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const args = [
    ...["deploy", name, "--exclusively", "--app", assembly.directory],
    ...["--method", "direct", "--require-approval", "never", "--progress", "events"],
    ...given.flatMap(([key, value]) => ["--parameters", `${name}:${key}=${value}`]),
  ];
  const failed = await cdk(args, { access, cwd: assembly.directory, report }).then(
    () => undefined,
    (error: Error) => error,
  );
  const state = await stackState(clients.cloudFormation, name);
  const failure = state && stackFailure(state);
  if (failure) throw new DeployError("StackFailed", failure, { cause: failed });
  if (failed) throw failed;
  if (!state) throw new DeployError("StackFailed", `The CDK reported success, but there is no stack ${name}.`);
  return state;
}
