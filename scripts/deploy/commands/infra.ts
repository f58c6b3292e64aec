import { deployStack } from "../cdk/deploy-stack.ts";
import type { Deployment } from "../deployment.ts";
import { applyOperatorSecrets } from "../secrets/apply.ts";
import { operatorSecrets } from "../secrets/operator-secrets.ts";
import { saveOutputs } from "../stacks/deployed-outputs.ts";
import type { Step } from "../steps.ts";

/** Deploys the platform stack, then puts in the secrets that the operator brings. */
export function infraSteps(deployment: Deployment): Step[] {
  const { names, shell } = deployment;
  // Read at once, so that a secret that AWS would refuse is told before anything is changed.
  const secrets = operatorSecrets(shell, names);
  const steps: Step[] = [
    {
      title: `Deploy ${names.platformStack}`,
      run: async (report) => {
        await deployStack(deployment, names.platformStack, {}, report);
        return `outputs are in ${await saveOutputs(deployment)}`;
      },
    },
  ];
  if (secrets.length > 0) {
    const variables = secrets.map(({ variable }) => variable).join(", ");
    steps.push({
      title: `Take over ${variables} from the environment`,
      run: (report) => applyOperatorSecrets(deployment, secrets, report),
    });
  }
  return steps;
}
