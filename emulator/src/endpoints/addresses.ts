import { createHash } from "node:crypto";
import { EmulatorError } from "../errors.ts";
import type { Instance } from "../instance/instance.ts";
import type { Collection, Store } from "../store/store.ts";

const HOSTS_PER_BLOCK = 254 * 254;

/**
 * Loopback addresses for endpoints, servers and tasks: `127.<block>.x.y`, stable by identifier over restarts.
 * The first try is a hash of the identifier, so that a fresh instance hands out the same address again; a taken
 * address moves on to the next free one.
 */
export class Addresses {
  readonly #block: number;
  readonly #byIdentifier: Collection<{ identifier: string; address: string }>;

  constructor(instance: Pick<Instance, "addressBlock">, store: Store) {
    this.#block = instance.addressBlock;
    this.#byIdentifier = store.collection("endpoints.address");
  }

  /** `identifier` is `<service>/<kind>/<name>`, for example `rds/endpoint/payment-system-local-db`. */
  reserve(identifier: string): string {
    const known = this.#byIdentifier.get(identifier);
    if (known) return known.address;
    const taken = new Set(this.#byIdentifier.list().map((entry) => entry.address));
    const first = createHash("sha256").update(identifier).digest().readUInt32BE(0) % HOSTS_PER_BLOCK;
    for (let offset = 0; offset < HOSTS_PER_BLOCK; offset++) {
      const host = (first + offset) % HOSTS_PER_BLOCK;
      const address = `127.${this.#block}.${1 + Math.floor(host / 254)}.${1 + (host % 254)}`;
      if (taken.has(address)) continue;
      this.#byIdentifier.put(identifier, { identifier, address });
      return address;
    }
    throw new EmulatorError(
      "AddressesExhausted",
      `All ${HOSTS_PER_BLOCK} loopback addresses of 127.${this.#block}.0.0/16 are in use.`,
    );
  }

  release(identifier: string): void {
    this.#byIdentifier.delete(identifier);
  }
}
