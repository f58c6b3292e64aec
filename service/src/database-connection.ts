import type { DatabaseConfig } from "./config.ts";
import type { ConnectionOptions } from "./postgres/connection-options.ts";
import { verifyFullTls } from "./postgres/tls.ts";

export function databaseConnection(config: DatabaseConfig): ConnectionOptions {
  return {
    host: config.DB_HOST,
    port: config.DB_PORT,
    database: config.DB_NAME,
    user: config.DB_USERNAME,
    password: config.DB_PASSWORD,
    ssl: verifyFullTls(),
  };
}
