import type { FastifyInstance } from "fastify";
import type { AccessStores } from "../../usecases/access-ports.ts";
import type { AccessTokens } from "../access-tokens.ts";
import { createApiKeyRoute } from "./api-keys/create.ts";
import { getApiKeyRoute } from "./api-keys/get.ts";
import { listApiKeysRoute } from "./api-keys/list.ts";
import { revokeApiKeyRoute } from "./api-keys/revoke.ts";
import { loginRoute } from "./auth/login.ts";
import { logoutRoute } from "./auth/logout.ts";
import { refreshRoute } from "./auth/refresh.ts";
import { changeUserRoute } from "./users/change.ts";
import { createUserRoute } from "./users/create.ts";
import { getUserRoute } from "./users/get.ts";
import { listUsersRoute } from "./users/list.ts";

/** Who may do what: sessions, users, API keys. */
export async function registerAccessRoutes(
  api: FastifyInstance,
  { users, sessions, apiKeys }: AccessStores,
  tokens: AccessTokens,
): Promise<void> {
  await api.register(loginRoute(users, sessions, tokens));
  await api.register(refreshRoute(sessions, tokens));
  await api.register(logoutRoute(sessions));
  await api.register(createUserRoute(users));
  await api.register(listUsersRoute(users));
  await api.register(getUserRoute(users));
  await api.register(changeUserRoute(users));
  await api.register(createApiKeyRoute(apiKeys));
  await api.register(listApiKeysRoute(apiKeys));
  await api.register(getApiKeyRoute(apiKeys));
  await api.register(revokeApiKeyRoute(apiKeys));
}
