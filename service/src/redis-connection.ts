import type { ServiceConfig } from "./config.ts";
import type { RedisConnection } from "./redis/redis-connection.ts";

/** Undefined if no Redis is configured. */
export function redisConnection(config: ServiceConfig): RedisConnection | undefined {
  if (config.REDIS_HOST === undefined) return undefined;
  return {
    host: config.REDIS_HOST,
    port: config.REDIS_PORT,
    ...(config.REDIS_PASSWORD === undefined ? {} : { password: config.REDIS_PASSWORD }),
    tls: config.REDIS_TLS === "true",
  };
}
