import type { Caller, Permission } from "./access.ts";
import { publicId } from "./public-id.ts";

/** `secret`: for the merchant's servers. `publishable`: may be in a web page, because it can read nothing. */
export const API_KEY_KINDS = ["secret", "publishable"] as const;
export type ApiKeyKind = (typeof API_KEY_KINDS)[number];

export const apiKeyId = publicId("key_");

export const API_KEY_PREFIXES: Readonly<Record<ApiKeyKind, string>> = { secret: "sk_test_", publishable: "pk_test_" };

/** What a key of each kind can be allowed; only a user may say who else may do what. */
export const API_KEY_SCOPES = {
  secret: [
    "payments:read",
    "payments:write",
    "customers:read",
    "customers:write",
    "ledger:export",
    "ledger:read",
    "merchant:read",
  ],
  publishable: [],
} as const satisfies Readonly<Record<ApiKeyKind, readonly Permission[]>>;

export type ApiKeyScope = (typeof API_KEY_SCOPES)[ApiKeyKind][number];
export const ALL_API_KEY_SCOPES = [...new Set(Object.values(API_KEY_SCOPES).flat())];

export interface ApiKey {
  readonly id: string;
  readonly merchantId: string;
  readonly kind: ApiKeyKind;
  readonly name: string;
  /** The key's last four characters, to tell keys apart by. */
  readonly lastFour: string;
  readonly scopes: readonly ApiKeyScope[];
  /** A user of the merchant. */
  readonly createdBy: string;
  readonly createdAt: Date;
  /** To the minute or so; null if never. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Whether a bearer token is an API key and no access token. */
export function isApiKey(token: string): boolean {
  return Object.values(API_KEY_PREFIXES).some((prefix) => token.startsWith(prefix));
}

export function callerOfKey({ id, merchantId, createdBy, scopes }: ApiKey): Caller {
  return {
    merchantId,
    actor: { type: "api_key", id },
    userId: createdBy,
    permissions: scopes,
    standing: `API key ${apiKeyId.format(id)}`,
  };
}
