import jwt from "@fastify/jwt";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { mayDo, ROLES, type Permission, type Principal } from "../../domain/access.ts";
import { ServiceError } from "../../domain/errors.ts";

export const ACCESS_TOKEN_SECONDS = 3_600;

const ISSUER = "payment-system";
const AUDIENCE = "payment-system-api";

const claims = z.object({ sub: z.uuid(), merchantId: z.uuid(), role: z.enum(ROLES) });

/** Access tokens: HS256 and nothing else, for this issuer and audience, with an expiry. */
export async function registerAuthentication(app: FastifyInstance, secret: string): Promise<void> {
  await app.register(jwt, {
    secret,
    sign: { algorithm: "HS256", iss: ISSUER, aud: AUDIENCE, expiresIn: ACCESS_TOKEN_SECONDS * 1_000 },
    verify: {
      algorithms: ["HS256"],
      allowedIss: ISSUER,
      allowedAud: AUDIENCE,
      requiredClaims: ["exp", "iss", "aud", "sub"],
    },
  });
}

export function signAccessToken(app: FastifyInstance, { userId, merchantId, role }: Principal): string {
  return app.jwt.sign({ sub: userId, merchantId, role });
}

/** An `onRequest` hook, so that nobody's body is read before they are known. Throws `unauthenticated`, `forbidden`. */
export function requirePermission(permission: Permission): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const principal = await authenticate(request);
    if (!mayDo(principal, permission)) {
      throw new ServiceError(
        "forbidden",
        `The role ${principal.role} doesn't allow this; ask an admin of the merchant.`,
      );
    }
    request.principal = principal;
  };
}

async function authenticate(request: FastifyRequest): Promise<Principal> {
  try {
    const { sub, merchantId, role } = claims.parse(await request.jwtVerify());
    return { userId: sub, merchantId, role };
  } catch (error) {
    throw new ServiceError(
      "unauthenticated",
      "The access token is missing or not valid; log in and send it as Bearer.",
      {
        cause: error,
      },
    );
  }
}

declare module "fastify" {
  interface FastifyRequest {
    /** Set on the routes that require a permission. */
    principal: Principal;
  }
}
