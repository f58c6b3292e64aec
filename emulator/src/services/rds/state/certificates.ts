/** The certificate authorities that RDS offers in this region (RDS User Guide, "Using SSL/TLS"). */
export const CERTIFICATE_AUTHORITIES: readonly string[] = [
  "rds-ca-rsa2048-g1",
  "rds-ca-rsa4096-g1",
  "rds-ca-ecc384-g1",
];

/** What new instances get while ModifyCertificates says nothing else. */
export const DEFAULT_CERTIFICATE_AUTHORITY = CERTIFICATE_AUTHORITIES[0]!;
