import { apiKeyId, type ApiKey } from "../domain/api-key.ts";
import { ServiceError } from "../domain/errors.ts";
import type { ApiKeyStore } from "./access-ports.ts";

/** Throws `api_key_not_found`. */
export async function getApiKey(keys: ApiKeyStore, merchantId: string, publicId: string): Promise<ApiKey> {
  const id = apiKeyId.parse(publicId);
  return found(id === undefined ? undefined : await keys.find(merchantId, id));
}

/** Revoking a key again changes nothing. Throws `api_key_not_found`. */
export async function revokeApiKey(keys: ApiKeyStore, merchantId: string, publicId: string): Promise<ApiKey> {
  const id = apiKeyId.parse(publicId);
  return found(id === undefined ? undefined : await keys.revoke(merchantId, id, new Date()));
}

/** The same error for another merchant's key and for what is no key id. */
function found(key: ApiKey | undefined): ApiKey {
  if (!key)
    throw new ServiceError("api_key_not_found", "There is no API key with this id; check the id.", { param: "id" });
  return key;
}
