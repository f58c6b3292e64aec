import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Instance } from "@payment-system/emulator/instance/instance";

/** Makes this process trust the instance's certificate authority, beside those that it trusts anyway. */
export function trustLocalAuthority(instance: Instance): void {
  const file = join(instance.directories.certificates, "ca.pem");
  if (existsSync(file)) setDefaultCACertificates([...getCACertificates("default"), readFileSync(file, "utf8")]);
}
