import type { Principal } from "../domain/access.ts";
import type { ApiKey } from "../domain/api-key.ts";
import type { User, UserChange } from "../domain/user.ts";
import type { Page } from "./page.ts";

export interface UserWithPassword extends User {
  readonly passwordHash: string;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface UserStore {
  /** `email` in lower case. */
  findByEmail(email: string): Promise<UserWithPassword | undefined>;
  find(merchantId: string, userId: string): Promise<User | undefined>;
  /** Newest first. */
  list(merchantId: string, page: Page): Promise<readonly User[]>;
  /** False if the email is taken, by any merchant's user. */
  add(user: UserWithPassword): Promise<boolean>;
  change(merchantId: string, userId: string, change: UserChange): Promise<"changed" | "not_found" | "last_admin">;
}

export interface NewSession {
  readonly id: string;
  readonly principal: Principal;
  readonly tokenHash: Buffer;
  readonly at: Date;
  readonly tokenExpiresAt: Date;
  readonly expiresAt: Date;
}

export interface Rotation {
  readonly tokenHash: Buffer;
  readonly newTokenHash: Buffer;
  readonly at: Date;
  readonly newTokenExpiresAt: Date;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface SessionStore {
  begin(session: NewSession): Promise<void>;
  /** Undefined if the token is not in force; if it was used before, its session is ended by this. */
  rotate(rotation: Rotation): Promise<Principal | undefined>;
  /** Ends the session that the refresh token belongs to, if there is one. */
  end(tokenHash: Buffer, at: Date): Promise<void>;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface ApiKeyStore {
  add(key: ApiKey, hash: Buffer): Promise<void>;
  /** Newest first, with those that are revoked. */
  list(merchantId: string, page: Page): Promise<readonly ApiKey[]>;
  find(merchantId: string, keyId: string): Promise<ApiKey | undefined>;
  /** Keys that are in force. */
  findByHash(hash: Buffer): Promise<ApiKey | undefined>;
  /** What was revoked before stays as it was. Undefined if there is no such key. */
  revoke(merchantId: string, keyId: string, at: Date): Promise<ApiKey | undefined>;
  recordUse(uses: readonly { readonly keyId: string; readonly merchantId: string; readonly at: Date }[]): Promise<void>;
}

export interface AccessStores {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly apiKeys: ApiKeyStore;
}
