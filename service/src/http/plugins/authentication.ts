import type { FastifyInstance, FastifyRequest } from "fastify";
import { callerOf, type Caller, type Permission } from "../../domain/access.ts";
import { ServiceError } from "../../domain/errors.ts";
import { unauthenticated, type AccessTokens } from "../access-tokens.ts";

const BEARER = /^Bearer ([\w.~+/=-]+)$/i;

/** Lets `requirePermission` know who asks. */
export function registerAuthentication(app: FastifyInstance, tokens: AccessTokens): void {
  app.decorate("authenticate", async (request: FastifyRequest) => {
    const token = BEARER.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) throw unauthenticated();
    return callerOf(tokens.verify(token));
  });
}

export interface PermissionHook {
  (request: FastifyRequest): Promise<void>;
  readonly permission: Permission;
}

/** An `onRequest` hook, so that nobody's body is read before they are known. Throws `unauthenticated`, `forbidden`. */
export function requirePermission(permission: Permission): PermissionHook {
  const hook = async (request: FastifyRequest): Promise<void> => {
    const caller = await request.server.authenticate(request);
    if (!caller.permissions.includes(permission)) {
      throw new ServiceError(
        "forbidden",
        `This needs the permission ${permission}, which the ${caller.standing} doesn't have; ask an admin of the merchant.`,
      );
    }
    request.principal = caller;
  };
  return Object.assign(hook, { permission });
}

declare module "fastify" {
  interface FastifyRequest {
    /** Set on the routes that require a permission. */
    principal: Caller;
  }
  interface FastifyInstance {
    authenticate(request: FastifyRequest): Promise<Caller>;
  }
}
