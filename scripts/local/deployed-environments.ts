import { CloudFormationClient, paginateListStacks } from "@aws-sdk/client-cloudformation";

const APP_STACK = /^payment-system-(local|staging|production)-app$/;

/** Environments whose app stack exists, in order of name. */
export async function deployedEnvironments(): Promise<string[]> {
  const found = new Set<string>();
  for await (const page of paginateListStacks({ client: new CloudFormationClient({}) }, {})) {
    for (const stack of page.StackSummaries ?? []) {
      const environment = APP_STACK.exec(stack.StackName ?? "")?.[1];
      if (environment && stack.StackStatus !== "DELETE_COMPLETE") found.add(environment);
    }
  }
  return [...found].sort();
}
