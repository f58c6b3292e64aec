import type { Collection, Store } from "../../../store/store.ts";
import { DEFAULT_CERTIFICATE_AUTHORITY } from "../state/certificates.ts";

const ACCOUNT = "account";

/** Which certificate authority new instances get; the account may override AWS's default. */
export class DefaultCertificate {
  readonly #records: Collection<{ readonly identifier: string }>;

  constructor(store: Store) {
    this.#records = store.collection("rds.default-certificate");
  }

  get override(): string | undefined {
    return this.#records.get(ACCOUNT)?.identifier;
  }

  get identifier(): string {
    return this.override ?? DEFAULT_CERTIFICATE_AUTHORITY;
  }

  /** Undefined removes the override. */
  set(identifier: string | undefined): void {
    if (identifier === undefined) this.#records.delete(ACCOUNT);
    else this.#records.put(ACCOUNT, { identifier });
  }
}
