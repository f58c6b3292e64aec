import { callerOfKey, type ApiKey } from "../domain/api-key.ts";
import type { Caller } from "../domain/access.ts";
import { hashSecretToken } from "../domain/secret-token.ts";
import type { ApiKeyStore } from "./access-ports.ts";

/** A key that is revoked opens nothing after this. */
const REMEMBERED_MS = 2_000;
const REMEMBERED_MAX = 10_000;

/** Knows API keys by what callers send. Remembers each for seconds, so that not every request asks the database. */
export class ApiKeyDirectory {
  readonly #keys: ApiKeyStore;
  readonly #now: () => number;
  readonly #remembered = new Map<string, { readonly key: ApiKey; readonly untilMs: number }>();
  readonly #uses = new Map<string, { readonly keyId: string; readonly merchantId: string; readonly at: Date }>();

  constructor(keys: ApiKeyStore, now: () => number = () => performance.now()) {
    this.#keys = keys;
    this.#now = now;
  }

  /** Undefined if there is no such key or it is revoked. Throws `database_unavailable`, `overloaded`. */
  async find(secret: string): Promise<Caller | undefined> {
    const hash = hashSecretToken(secret);
    const key = this.#recall(hash) ?? (await this.#look(hash));
    if (!key) return undefined;
    this.#uses.set(key.id, { keyId: key.id, merchantId: key.merchantId, at: new Date() });
    return callerOfKey(key);
  }

  /** Writes down when keys were used since the last time. What can't be written now is written next time. */
  async flushUses(): Promise<void> {
    const uses = [...this.#uses.values()];
    if (uses.length === 0) return;
    this.#uses.clear();
    try {
      await this.#keys.recordUse(uses);
    } catch (error) {
      for (const use of uses) if (!this.#uses.has(use.keyId)) this.#uses.set(use.keyId, use);
      throw error;
    }
  }

  #recall(hash: Buffer): ApiKey | undefined {
    const known = this.#remembered.get(hash.toString("base64"));
    return known && known.untilMs > this.#now() ? known.key : undefined;
  }

  async #look(hash: Buffer): Promise<ApiKey | undefined> {
    const name = hash.toString("base64");
    this.#remembered.delete(name);
    const key = await this.#keys.findByHash(hash);
    if (!key) return undefined;
    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.delete(this.#remembered.keys().next().value ?? "");
    this.#remembered.set(name, { key, untilMs: this.#now() + REMEMBERED_MS });
    return key;
  }
}
