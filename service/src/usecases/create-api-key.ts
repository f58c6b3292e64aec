import type { Caller } from "../domain/access.ts";
import { API_KEY_PREFIXES, API_KEY_SCOPES, type ApiKey, type ApiKeyKind, type ApiKeyScope } from "../domain/api-key.ts";
import { ServiceError } from "../domain/errors.ts";
import { hashSecretToken, newSecretToken } from "../domain/secret-token.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { ApiKeyStore } from "./access-ports.ts";

export interface CreateApiKeyCommand {
  readonly caller: Caller;
  readonly kind: ApiKeyKind;
  readonly name: string;
  /** All that the kind allows if undefined. */
  readonly scopes: readonly ApiKeyScope[] | undefined;
}

/** Gives the key itself beside what is stored of it: nobody can read it later. Throws `request_invalid`. */
export async function createApiKey(
  keys: ApiKeyStore,
  { caller, kind, name, scopes }: CreateApiKeyCommand,
): Promise<{ key: ApiKey; secret: string }> {
  const allowed: readonly ApiKeyScope[] = API_KEY_SCOPES[kind];
  const excess = scopes?.find((scope) => !allowed.includes(scope));
  if (excess !== undefined) {
    throw new ServiceError(
      "request_invalid",
      `A ${kind} key can't have the scope ${excess}; it can have ${allowed.join(", ") || "none"}.`,
      { param: "scopes" },
    );
  }
  const createdAt = new Date();
  const secret = newSecretToken(API_KEY_PREFIXES[kind]);
  const key: ApiKey = {
    id: uuidV7(createdAt),
    merchantId: caller.merchantId,
    kind,
    name,
    lastFour: secret.slice(-4),
    scopes: [...new Set(scopes ?? allowed)],
    createdBy: caller.userId,
    createdAt,
    lastUsedAt: null,
    revokedAt: null,
  };
  await keys.add(key, hashSecretToken(secret));
  return { key, secret };
}
