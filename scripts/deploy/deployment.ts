import { namesOf, type Names } from "@payment-system/stack/names";
import { awsAccess, type AwsAccess } from "./aws/access.ts";
import { awsClients, type AwsClients } from "./aws/clients.ts";
import type { Options } from "./options.ts";

/** What every command works with: one environment, where it is, and how to reach that. */
export interface Deployment {
  readonly options: Options;
  readonly names: Names;
  readonly access: AwsAccess;
  readonly clients: AwsClients;
  readonly shell: NodeJS.ProcessEnv;
}

export function deploymentOf(options: Options, shell: NodeJS.ProcessEnv): Deployment {
  const access = awsAccess(shell);
  return { options, names: namesOf(options.environment.name), access, clients: awsClients(access), shell };
}
