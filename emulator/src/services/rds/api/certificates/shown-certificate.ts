import { X509Certificate } from "node:crypto";
import type { Certificate } from "@aws-sdk/client-rds";
import type { RdsContext } from "../rds-context.ts";

/** A certificate authority as the API shows it. All of AWS's names stand for the one authority that signs here. */
export function shownCertificate(context: RdsContext, identifier: string): Certificate {
  const { caCertificatePem, defaultCertificate, instance } = context;
  const authority = new X509Certificate(caCertificatePem);
  const isOverride = defaultCertificate.override === identifier;
  return {
    CertificateIdentifier: identifier,
    CertificateType: "CA",
    Thumbprint: authority.fingerprint.replaceAll(":", "").toLowerCase(),
    ValidFrom: authority.validFromDate,
    ValidTill: authority.validToDate,
    CertificateArn: `arn:aws:rds:${instance.region}::cert:${identifier}`,
    CustomerOverride: isOverride,
    ...(isOverride && { CustomerOverrideValidTill: authority.validToDate }),
  };
}
