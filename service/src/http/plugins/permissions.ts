import type { FastifyInstance, RouteOptions } from "fastify";
import type { Permission } from "../../domain/access.ts";
import { ServiceError } from "../../domain/errors.ts";
import type { PermissionHook } from "./authentication.ts";

/**
 * Every route says who may call it: `onRequest: requirePermission(…)`, or `config: { public: true }`. The service does
 * not start with one that says neither. The OpenAPI document repeats it as `x-permission`.
 */
export function registerPermissions(api: FastifyInstance): void {
  api.addHook("onRoute", (route) => {
    const permission = permissionOf(route);
    if (permission === undefined && !route.config?.public) {
      throw new ServiceError(
        "configuration_invalid",
        `The route ${String(route.method)} ${route.url} names no permission; require one or make it public.`,
      );
    }
    if (permission !== undefined && route.schema) route.schema = { ...route.schema, "x-permission": permission };
  });
}

function permissionOf({ onRequest }: RouteOptions): Permission | undefined {
  const hooks = [onRequest].flat() as (Partial<PermissionHook> | undefined)[];
  return hooks.find((hook) => hook?.permission !== undefined)?.permission;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** May be called without a token. */
    public?: boolean;
  }
  interface FastifySchema {
    "x-permission"?: string;
  }
}
