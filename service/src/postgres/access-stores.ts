import type { AccessStores } from "../usecases/access-ports.ts";
import { createApiKeyStore } from "./api-key-store.ts";
import type { Database } from "./database.ts";
import { createSessionStore } from "./session-store.ts";
import { createUserStore } from "./user-store.ts";

export function createAccessStores(database: Database): AccessStores {
  return {
    users: createUserStore(database),
    sessions: createSessionStore(database),
    apiKeys: createApiKeyStore(database),
  };
}
