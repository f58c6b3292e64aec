import type { Collection, Store } from "../../store/store.ts";
import { AwsError } from "../../wire/aws-error.ts";

export interface ImportedCertificate {
  readonly arn: string;
  readonly certificatePem: string;
  readonly chainPem?: string;
  readonly privateKeyPem: string;
}

/**
 * The certificates that were imported into ACM, with the private keys that ACM itself never gives out again. They are
 * kept in the control plane's store, which only its user can read.
 */
export class ImportedCertificates {
  readonly #byArn: Collection<ImportedCertificate>;
  readonly #watchers = new Set<(arn: string) => Promise<void>>();

  constructor(store: Store) {
    this.#byArn = store.collection("acm.imported-certificate");
  }

  get(arn: string): ImportedCertificate | undefined {
    return this.#byArn.get(arn);
  }

  /** Throws `CertificateNotFound`, in the words of Elastic Load Balancing. */
  require(arn: string): ImportedCertificate {
    const certificate = this.get(arn);
    if (!certificate) throw new AwsError("CertificateNotFound", `Certificate '${arn}' not found`);
    return certificate;
  }

  /** Saves a first or a renewed import and waits until the listeners that use it serve it. */
  async put(certificate: ImportedCertificate): Promise<void> {
    this.#byArn.put(certificate.arn, certificate);
    await Promise.all([...this.#watchers].map((watcher) => watcher(certificate.arn)));
  }

  delete(arn: string): void {
    this.#byArn.delete(arn);
  }

  /** Calls `watcher` after every import. */
  onImport(watcher: (arn: string) => Promise<void>): void {
    this.#watchers.add(watcher);
  }
}
