import type { ConnectionOptions as TlsOptions } from "node:tls";

/** Where the database is and who asks. */
export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly ssl: TlsOptions;
}
