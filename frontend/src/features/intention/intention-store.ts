/** One thing that a user wants done once, under the key by which the service knows it again. */
export interface Intention<Body> {
  readonly idempotencyKey: string;
  readonly body: Body;
}

const PREFIX = "payments.intention";

/**
 * Intentions whose outcome is not known yet, one a scope (such as `refund/pay_…`), in session storage: neither a
 * reload nor a new sign-in may give the same intention a second key.
 */
export class IntentionStore {
  readonly #storage: Storage;
  readonly #newKey: () => string;

  constructor(storage: Storage, newKey: () => string = randomKey) {
    this.#storage = storage;
    this.#newKey = newKey;
  }

  /** The intention of this scope whose outcome is unknown. */
  unfinished<Body>(scope: string): Intention<Body> | undefined {
    const text = this.#storage.getItem(name(scope));
    return text === null ? undefined : (JSON.parse(text) as Intention<Body>);
  }

  /** The unfinished intention if it is the same; otherwise a new one, under a new key, takes its place. */
  begin<Body>(scope: string, body: Body): Intention<Body> {
    const known = this.unfinished<Body>(scope);
    if (known && JSON.stringify(known.body) === JSON.stringify(body)) return known;
    const intention = { idempotencyKey: this.#newKey(), body };
    this.#storage.setItem(name(scope), JSON.stringify(intention));
    return intention;
  }

  /** Done, refused, or given up: the next one gets a new key. */
  finish(scope: string): void {
    this.#storage.removeItem(name(scope));
  }

  finishAll(): void {
    const names = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index));
    for (const found of names) if (found?.startsWith(`${PREFIX}/`)) this.#storage.removeItem(found);
  }
}

function name(scope: string): string {
  return `${PREFIX}/${scope}`;
}

/** Unlike `crypto.randomUUID` it also works on a page without HTTPS, such as a task reached directly. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
