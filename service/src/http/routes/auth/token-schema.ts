import { z } from "zod";
import type { Principal } from "../../../domain/access.ts";
import { ACCESS_TOKEN_SECONDS, REFRESH_TOKEN_SECONDS } from "../../../domain/session.ts";
import type { AccessTokens } from "../../access-tokens.ts";

export const tokenSchema = z
  .object({
    accessToken: z.string(),
    tokenType: z.literal("Bearer"),
    expiresIn: z.int(),
    refreshToken: z.string(),
    refreshExpiresIn: z.int(),
  })
  .meta({
    id: "AccessToken",
    examples: [
      {
        accessToken: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl",
        tokenType: "Bearer",
        expiresIn: ACCESS_TOKEN_SECONDS,
        refreshToken: "rt_01932c07209070008000000000000003_c2VjcmV0",
        refreshExpiresIn: REFRESH_TOKEN_SECONDS,
      },
    ],
  });

/** Both tokens, with the seconds that each is good for. */
export function presentTokens(
  tokens: AccessTokens,
  principal: Principal,
  refreshToken: string,
): z.output<typeof tokenSchema> {
  return {
    accessToken: tokens.sign(principal),
    tokenType: "Bearer",
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken,
    refreshExpiresIn: REFRESH_TOKEN_SECONDS,
  };
}
