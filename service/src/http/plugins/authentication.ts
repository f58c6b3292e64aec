import type { FastifyInstance, FastifyRequest } from "fastify";
import { isApiKey } from "../../domain/api-key.ts";
import { currentContext } from "../../context/request-context.ts";
import { callerOf, type Caller, type Permission } from "../../domain/access.ts";
import { ServiceError } from "../../domain/errors.ts";
import type { ApiKeyDirectory } from "../../usecases/api-key-directory.ts";
import { unauthenticated, type AccessTokens } from "../access-tokens.ts";

const BEARER = /^Bearer ([\w.~+/=-]+)$/i;

/** Lets `requirePermission` know who asks: a user by an access token, or a program by an API key. */
export function registerAuthentication(app: FastifyInstance, tokens: AccessTokens, keys: ApiKeyDirectory): void {
  app.decorate("authenticate", async (request: FastifyRequest) => {
    const token = BEARER.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) throw unauthenticated();
    if (!isApiKey(token)) return callerOf(tokens.verify(token));
    const caller = await keys.find(token);
    if (!caller) throw unauthenticated();
    return caller;
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
    const context = currentContext();
    if (context) context.caller = caller;
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
