import { requireCertificate } from "../certificate/require-certificate.ts";
import { deployStack } from "../cdk/deploy-stack.ts";
import type { Deployment } from "../deployment.ts";
import { requiredImage } from "../image/required-image.ts";
import { partsOf } from "../parts.ts";
import { settlePreviousJwtSecret } from "../secrets/previous-jwt-secret.ts";
import { retirePreviousAuthToken } from "../secrets/redis-auth-token.ts";
import { saveOutputs } from "../stacks/deployed-outputs.ts";
import type { Step } from "../steps.ts";
import { rollOut } from "../tasks/roll-out.ts";

/** Deploys the app stack and sees to it that every task runs the latest image with the secrets of now. */
export function servicesSteps(deployment: Deployment): Step[] {
  const { names, options } = deployment;
  const parts = partsOf(names);
  return [
    { title: "See which JWT secrets are good", run: () => settlePreviousJwtSecret(deployment) },
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
