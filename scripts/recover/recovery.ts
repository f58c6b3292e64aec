import { namesOf, type Names } from "@payment-system/stack/names";
import { awsAccess, type AwsAccess } from "../deploy/aws/access.ts";
import { awsClients, type AwsClients } from "../deploy/aws/clients.ts";
import { deployedOutputs } from "../deploy/stacks/deployed-outputs.ts";
import type { GuideOutputs } from "../deploy/stacks/guide-outputs.ts";
import type { RecoverOptions } from "./options.ts";

/** What every recovery works with: one environment, where it is, and how to reach that. */
export interface Recovery {
  readonly options: RecoverOptions;
  readonly names: Names;
  readonly access: AwsAccess;
  readonly clients: AwsClients;
  outputs(): Promise<GuideOutputs>;
}

export function recoveryOf(options: RecoverOptions, shell: NodeJS.ProcessEnv): Recovery {
  const access = awsAccess(shell);
  const clients = awsClients(access);
  const names = namesOf(options.environment.name);
  return { options, names, access, clients, outputs: () => deployedOutputs({ clients, names }) };
}
