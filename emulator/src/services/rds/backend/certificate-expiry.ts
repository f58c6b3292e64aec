import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";

/** When the certificate that an instance's servers present ends; its file is read once, for every description shows it. */
export class CertificateExpiry {
  readonly #file: string;
  #validTill: Date | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** A certificate was written. */
  issued(certificatePem: string): void {
    this.#validTill = new X509Certificate(certificatePem).validToDate;
  }

  /** Undefined before there is a certificate. */
  async validTill(): Promise<Date | undefined> {
    if (this.#validTill) return this.#validTill;
    const pem = await readFile(this.#file, "utf8").catch(() => undefined);
    if (pem !== undefined) this.issued(pem);
    return this.#validTill;
  }
}
