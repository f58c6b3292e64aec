import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { CertificateAuthority } from "../../../certificates/authority.ts";
import type { PostgresBinaries } from "../../../runtimes/process/postgres/binaries.ts";
import { createPrivateDirectory } from "../../../runtimes/process/postgres/data-directory.ts";
import { writeDurably } from "../../../runtimes/process/postgres/durable-file.ts";
import type { Supervisor } from "../../../runtimes/process/supervisor.ts";
import type { CertificateExpiry } from "./certificate-expiry.ts";
import type { MemberName } from "./topology.ts";

export const ADMIN_ROLE = "rdsadmin";
export const ADMIN_DATABASE = "rdsadmin";
export const REPLICATION_ROLE = "rdsrepladmin";
export const MEMBER_PORT = 5432;

/** Passwords of the instance's own roles; kept in the Store, never in plain elsewhere but the standby's passfile. */
export interface Credentials {
  readonly admin: string;
  readonly replication: string;
}

export function newCredentials(): Credentials {
  return { admin: randomBytes(24).toString("hex"), replication: randomBytes(24).toString("hex") };
}

/** What both members of one instance share. */
export interface Site {
  readonly resourceId: string;
  readonly directory: string;
  readonly logDirectory: string;
  readonly endpointAddress: string;
  readonly memberAddresses: Readonly<Record<MemberName, string>>;
  readonly certificateExpiry: CertificateExpiry;
  readonly credentials: Credentials;
  readonly binaries: PostgresBinaries;
  readonly supervisor: Supervisor;
  readonly archive: ArchiveSettings;
  readonly certificates: Pick<CertificateAuthority, "issue" | "caCertificatePem">;
}

/** Where both members archive their WAL. */
export interface ArchiveSettings {
  /** The archive script's path. */
  readonly script: string;
  readonly directory: string;
  readonly isOn: () => boolean;
}

export function siteFiles(directory: string) {
  return {
    certificate: join(directory, "server.crt"),
    privateKey: join(directory, "server.key"),
    authority: join(directory, "ca.pem"),
    passwords: join(directory, "replication.pgpass"),
    hostBasedAuthentication: join(directory, "pg_hba.conf"),
  };
}

/**
 * Writes what both servers read: a fresh certificate for endpoint and members, the standby's password file, and who
 * may connect. `requireTls` is the parameter rds.force_ssl.
 */
export async function prepareSite(site: Site, requireTls: boolean): Promise<void> {
  await createPrivateDirectory(site.directory);
  await createPrivateDirectory(site.archive.directory);
  const files = siteFiles(site.directory);
  const addresses = [site.endpointAddress, ...Object.values(site.memberAddresses)];
  const { certificatePem, privateKeyPem } = await site.certificates.issue({
    commonName: site.endpointAddress,
    addresses,
    dnsNames: ["localhost"],
  });
  await writeDurably(files.certificate, certificatePem);
  await writeDurably(files.privateKey, privateKeyPem);
  site.certificateExpiry.issued(certificatePem);
  await writeDurably(files.authority, site.certificates.caCertificatePem);
  await writeDurably(files.passwords, `*:*:*:${REPLICATION_ROLE}:${site.credentials.replication}\n`);
  await writeHostBasedAuthentication(site.directory, requireTls);
}

export async function writeHostBasedAuthentication(directory: string, requireTls: boolean): Promise<void> {
  await writeDurably(
    siteFiles(directory).hostBasedAuthentication,
    [
      `hostssl replication ${REPLICATION_ROLE} 127.0.0.0/8 scram-sha-256`,
      "host replication all 0.0.0.0/0 reject",
      `host all ${REPLICATION_ROLE} 0.0.0.0/0 reject`,
      `${requireTls ? "hostssl" : "host"} all all 0.0.0.0/0 scram-sha-256`,
      "",
    ].join("\n"),
  );
}
