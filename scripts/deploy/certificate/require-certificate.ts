import { DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { orNothing } from "../aws/or-nothing.ts";
import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { stackState } from "../stacks/stack-state.ts";

/** Before anything is deployed that would have to be rolled back. A stack that exists keeps the certificate it has. */
export async function requireCertificate({ clients, names, options }: Deployment): Promise<void> {
  const { certificateArn: CertificateArn } = options;
  if (CertificateArn === undefined) {
    if (await stackState(clients.cloudFormation, names.appStack)) return;
    const message = "The load balancer needs a certificate of ACM; set CERTIFICATE_ARN or give --certificate-arn.";
    throw new DeployError("CertificateMissing", message);
  }
  const found = await orNothing("ResourceNotFound", () =>
    clients.acm.send(new DescribeCertificateCommand({ CertificateArn })),
  );
  const status = found?.Certificate?.Status;
  if (status === "ISSUED") return;
  const problem = status === undefined ? "is not in ACM of this account and region" : `is ${status}, not ISSUED`;
  throw new DeployError(
    "CertificateMissing",
    `The certificate ${CertificateArn} ${problem}; give the ARN of one that is, see aws acm list-certificates.`,
  );
}
