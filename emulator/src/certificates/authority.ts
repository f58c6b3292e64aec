import "reflect-metadata";
import { createPrivateKey, createPublicKey, type webcrypto } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { EmulatorError } from "../errors.ts";
import { createOnce } from "./create-once.ts";
import { isLoopback, loopbackConstraints } from "./loopback-constraints.ts";

const KEY_ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNING_ALGORITHM = { name: "ECDSA", hash: "SHA-256" } as const;
const NAME_CONSTRAINTS_OID = "2.5.29.30";
const DAY_MS = 86_400_000;
const CA_DAYS = 3_652;
/** Chromium and Apple refuse a server certificate that is valid for longer. */
const LEAF_DAYS_MAX = 825;
/** Clients whose clock is a little behind accept a fresh certificate. */
const BACKDATE_MS = 5 * 60_000;

export interface CertificateRequest {
  readonly commonName: string;
  /** `localhost` or names below it. */
  readonly dnsNames?: readonly string[];
  /** Loopback addresses. */
  readonly addresses?: readonly string[];
  /** 825 at most, which is also the default. */
  readonly days?: number;
}

export interface IssuedCertificate {
  readonly certificatePem: string;
  /** PKCS #8, unencrypted. */
  readonly privateKeyPem: string;
}

/**
 * The local certificate authority: `ca.pem` (public) and `ca.key` (0600) in one directory, created once. It certifies
 * loopback names and addresses only, and clients enforce that through its name constraints.
 */
export class CertificateAuthority {
  readonly caCertificatePem: string;
  readonly caCertificateFile: string;
  readonly #certificate: x509.X509Certificate;
  readonly #key: webcrypto.CryptoKey;

  private constructor(caCertificatePem: string, caCertificateFile: string, key: webcrypto.CryptoKey) {
    this.caCertificatePem = caCertificatePem;
    this.caCertificateFile = caCertificateFile;
    this.#certificate = new x509.X509Certificate(caCertificatePem);
    this.#key = key;
  }

  /** Opens the authority in `directory`, or creates it; several processes may do so at once. */
  static async open(directory: string): Promise<CertificateAuthority> {
    await mkdir(directory, { recursive: true });
    const keys = await importKeys(await createOnce(join(directory, "ca.key"), 0o600, generateKeyPem));
    const caCertificateFile = join(directory, "ca.pem");
    const caCertificatePem = await createOnce(caCertificateFile, 0o644, () => selfSign(keys));
    return new CertificateAuthority(caCertificatePem, caCertificateFile, keys.privateKey);
  }

  /** A certificate for a TLS server. Throws `CertificateRefused` for anything beyond loopback or 825 days. */
  async issue(request: CertificateRequest): Promise<IssuedCertificate> {
    const names = subjectAlternativeNames(request);
    const days = request.days ?? LEAF_DAYS_MAX;
    if (!(days > 0 && days <= LEAF_DAYS_MAX)) {
      throw new EmulatorError("CertificateRefused", `A certificate lasts 1 to ${LEAF_DAYS_MAX} days, not ${days}.`);
    }
    const privateKeyPem = await generateKeyPem();
    const { publicKey } = await importKeys(privateKeyPem);
    const notBefore = Math.max(Date.now() - BACKDATE_MS, this.#certificate.notBefore.getTime());
    const certificate = await x509.X509CertificateGenerator.create({
      subject: [subject(request.commonName)],
      issuer: this.#certificate.subjectName,
      notBefore: new Date(notBefore),
      notAfter: new Date(Math.min(notBefore + days * DAY_MS, this.#certificate.notAfter.getTime())),
      publicKey,
      signingKey: this.#key,
      signingAlgorithm: SIGNING_ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(names),
        await x509.AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ],
    });
    return { certificatePem: `${certificate.toString("pem")}\n`, privateKeyPem };
  }
}

function subjectAlternativeNames(request: CertificateRequest): x509.JsonGeneralNames {
  const { commonName, dnsNames = [], addresses = [] } = request;
  const isName = commonName.includes(".") || commonName.includes(":") || commonName === "localhost";
  const all = new Set([...(isName ? [commonName] : []), ...dnsNames, ...addresses]);
  const foreign = [...all].find((name) => !isLoopback(name));
  if (foreign !== undefined || all.size === 0) {
    throw new EmulatorError(
      "CertificateRefused",
      `Ask for at least one of localhost, a name below it, or a loopback address; got ${foreign ?? "none"}.`,
    );
  }
  return [...all].map((value) => ({ type: isIP(value) ? "ip" : "dns", value }));
}

/** OpenSSL holds a common name of digits and dots against the DNS name constraints, so an address can't be one. */
function subject(commonName: string): x509.JsonAttributeAndStringValue {
  return isIP(commonName) ? { O: [commonName] } : { CN: [commonName] };
}

async function generateKeyPem(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(KEY_ALGORITHM, true, ["sign", "verify"]);
  return x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", privateKey), "PRIVATE KEY") + "\n";
}

async function importKeys(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const privateKey = createPrivateKey(pem);
  const spki = createPublicKey(pem).export({ type: "spki", format: "der" });
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", new Uint8Array(pkcs8), KEY_ALGORITHM, false, ["sign"]),
    publicKey: await crypto.subtle.importKey("spki", new Uint8Array(spki), KEY_ALGORITHM, true, ["verify"]),
  };
}

async function selfSign(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const notBefore = Date.now() - BACKDATE_MS;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ["Payment System Local CA"] }],
    notBefore: new Date(notBefore),
    notAfter: new Date(notBefore + CA_DAYS * DAY_MS),
    keys,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.Extension(NAME_CONSTRAINTS_OID, true, loopbackConstraints()),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}
