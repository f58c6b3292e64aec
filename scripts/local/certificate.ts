import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ACMClient, DescribeCertificateCommand, ImportCertificateCommand } from "@aws-sdk/client-acm";
import { CertificateAuthority } from "@payment-system/emulator/certificates/authority";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { ScriptError } from "../launcher/script-error.mjs";

const VALIDITY_DAYS = 800;

/**
 * Imports a certificate of the local authority for the environment's load balancer into ACM, as an operator imports
 * one on AWS, and returns its ARN; one that ACM still has is kept.
 */
export async function importCertificate(instance: Instance, environment: string): Promise<string> {
  const acm = new ACMClient({});
  const file = join(instance.directories.certificates, `${environment}.arn`);
  if (existsSync(file)) {
    const arn = readFileSync(file, "utf8");
    if (await isKnown(acm, arn)) return arn;
  }
  const address = await loadBalancerAddress(instance, `payment-system-${environment}-alb`);
  const authority = await CertificateAuthority.open(instance.directories.certificates);
  const leaf = await authority.issue({
    commonName: `payment-system-${environment}`,
    dnsNames: ["localhost", `payment-system-${environment}.localhost`],
    addresses: [address],
    days: VALIDITY_DAYS,
  });
  const imported = await acm.send(
    new ImportCertificateCommand({
      Certificate: Buffer.from(leaf.certificatePem),
      PrivateKey: Buffer.from(leaf.privateKeyPem),
      CertificateChain: Buffer.from(authority.caCertificatePem),
    }),
  );
  if (!imported.CertificateArn)
    throw new ScriptError("ACM returned no ARN for the imported certificate; see npm run local -- logs.");
  mkdirSync(instance.directories.certificates, { recursive: true });
  writeFileSync(file, imported.CertificateArn);
  return imported.CertificateArn;
}

async function isKnown(acm: ACMClient, arn: string): Promise<boolean> {
  try {
    await acm.send(new DescribeCertificateCommand({ CertificateArn: arn }));
    return true;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return false;
    throw error;
  }
}

/** The load balancer gets this address when it is created, so the certificate can name it before. */
async function loadBalancerAddress(instance: Instance, name: string): Promise<string> {
  const response = await fetch(`${instance.endpointUrl}/_emulator/addresses/load-balancer/${name}`, { method: "POST" });
  if (!response.ok)
    throw new ScriptError(
      `The emulator gave no address for load balancer ${name} (HTTP ${response.status}); see npm run local -- logs.`,
    );
  return ((await response.json()) as { address: string }).address;
}
