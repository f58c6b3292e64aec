import type { Principal } from "../domain/access.ts";
import { hashSecretToken, newSecretToken } from "../domain/secret-token.ts";
import { REFRESH_TOKEN_PREFIX, REFRESH_TOKEN_SECONDS, SESSION_SECONDS_MAX } from "../domain/session.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { SessionStore } from "./access-ports.ts";

/** Begins a session for who has just logged in, and gives its first refresh token. */
export async function beginSession(sessions: SessionStore, principal: Principal): Promise<string> {
  const at = new Date();
  const refreshToken = newSecretToken(REFRESH_TOKEN_PREFIX);
  await sessions.begin({
    id: uuidV7(at),
    principal,
    tokenHash: hashSecretToken(refreshToken),
    at,
    tokenExpiresAt: new Date(at.getTime() + REFRESH_TOKEN_SECONDS * 1_000),
    expiresAt: new Date(at.getTime() + SESSION_SECONDS_MAX * 1_000),
  });
  return refreshToken;
}
