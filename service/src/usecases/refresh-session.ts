import type { Principal } from "../domain/access.ts";
import { ServiceError } from "../domain/errors.ts";
import { hashSecretToken, newSecretToken } from "../domain/secret-token.ts";
import { REFRESH_TOKEN_PREFIX, REFRESH_TOKEN_SECONDS } from "../domain/session.ts";
import type { SessionStore } from "./access-ports.ts";

/**
 * Exchanges a refresh token for its successor, once. A token that comes a second time is in two hands, so it ends the
 * session for both (RFC 9700, 4.14.2). Throws `refresh_token_invalid`.
 */
export async function refreshSession(
  sessions: SessionStore,
  token: string,
): Promise<{ principal: Principal; refreshToken: string }> {
  const at = new Date();
  const refreshToken = newSecretToken(REFRESH_TOKEN_PREFIX);
  const principal = await sessions.rotate({
    tokenHash: hashSecretToken(token),
    newTokenHash: hashSecretToken(refreshToken),
    at,
    newTokenExpiresAt: new Date(at.getTime() + REFRESH_TOKEN_SECONDS * 1_000),
  });
  if (!principal) {
    throw new ServiceError("refresh_token_invalid", "The session has ended; log in again.", { param: "refreshToken" });
  }
  return { principal, refreshToken };
}
