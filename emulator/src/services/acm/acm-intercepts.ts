import type { Intercept } from "../../gateway/intercept.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { ImportedCertificates } from "./imported-certificates.ts";

export interface AcmDependencies {
  readonly certificates: ImportedCertificates;
  /** Whether a load balancer serves this certificate. */
  readonly isInUse: (certificateArn: string) => boolean;
}

/**
 * The two operations of ACM that concern private keys. Both are carried out by LocalStack; an import is watched,
 * since no later request shows the key that a listener needs.
 */
export function acmIntercepts({ certificates, isInUse }: AcmDependencies): Intercept[] {
  return [
    {
      signingName: "acm",
      operation: "ImportCertificate",
      handle: async (call) => {
        const answer = await call.forward();
        if (answer.status !== 200) return answer;
        const { Certificate, CertificateChain, PrivateKey } = members(call.request.body);
        const { CertificateArn } = members(Buffer.from(answer.body));
        if (Certificate === undefined || PrivateKey === undefined || CertificateArn === undefined) return answer;
        await certificates.put({
          arn: CertificateArn,
          certificatePem: blob(Certificate),
          privateKeyPem: blob(PrivateKey),
          ...(CertificateChain ? { chainPem: blob(CertificateChain) } : {}),
        });
        return answer;
      },
    },
    {
      signingName: "acm",
      operation: "DeleteCertificate",
      handle: async (call) => {
        const arn = members(call.request.body)["CertificateArn"] ?? "";
        if (isInUse(arn)) throw new AwsError("ResourceInUseException", `Certificate '${arn}' is in use.`);
        const answer = await call.forward();
        if (answer.status === 200) certificates.delete(arn);
        return answer;
      },
    },
  ];
}

/** The string members of a JSON object; none of anything else, on which LocalStack has its own error. */
function members(body: Buffer): Record<string, string | undefined> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, member]) => typeof member === "string"));
  } catch {
    return {};
  }
}

function blob(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
