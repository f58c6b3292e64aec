import { deployStack } from "../cdk/deploy-stack.ts";
import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { requiredImage } from "../image/required-image.ts";
import { partsOf } from "../parts.ts";
import { retirePreviousAuthToken } from "../secrets/redis-auth-token.ts";
import { saveOutputs } from "../stacks/deployed-outputs.ts";
import { stackState } from "../stacks/stack-state.ts";
import type { Step } from "../steps.ts";
import { rollOut } from "../tasks/roll-out.ts";

/** Deploys the app stack and sees to it that every task runs the latest image with the secrets of now. */
export function servicesSteps(deployment: Deployment): Step[] {
  const { names, options } = deployment;
  const parts = partsOf(names);
  return [
    {
      title: `Deploy ${names.appStack}`,
      run: async (report) => {
        for (const part of parts) await requiredImage(deployment, part);
        await requireCertificate(deployment);
        const parameters = { CertificateArn: options.certificateArn, DomainName: options.domainName };
        await deployStack(deployment, names.appStack, parameters, report);
        return `outputs are in ${await saveOutputs(deployment)}`;
      },
    },
    ...parts.map((part) => ({ title: `Roll out ${part.service}`, run: () => rollOut(deployment, part) })),
    { title: "Let only the current token into Redis", run: () => retirePreviousAuthToken(deployment) },
  ];
}

/** A stack that exists keeps the certificate it has. */
async function requireCertificate({ clients, names, options }: Deployment): Promise<void> {
  if (options.certificateArn !== undefined || (await stackState(clients.cloudFormation, names.appStack))) return;
  const message = "The load balancer needs a certificate of ACM; set CERTIFICATE_ARN or give --certificate-arn.";
  throw new DeployError("CertificateMissing", message);
}
