import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { RedisBinary } from "../../../runtimes/process/redis/binaries.ts";
import type { Supervisor } from "../../../runtimes/process/supervisor.ts";

/** The emulator's own users of every server; clients are `default`. */
export const ADMIN_USER = "elasticache-admin";
export const REPLICATION_USER = "elasticache-replication";

/** Passwords of those users; kept in the Store and in the nodes' configuration files (0600). */
export interface Credentials {
  readonly admin: string;
  readonly replication: string;
}

export function newCredentials(): Credentials {
  return { admin: randomBytes(24).toString("hex"), replication: randomBytes(24).toString("hex") };
}

/** Addresses of the endpoints that lead to whatever node has a role. */
export interface GroupAddresses {
  readonly primary: string;
  readonly reader: string;
}

/** What the nodes of one replication group share. */
export interface Site {
  readonly resourceId: string;
  readonly directory: string;
  readonly logDirectory: string;
  readonly binary: RedisBinary;
  /** Names of directives that the server knows. */
  readonly directives: ReadonlySet<string>;
  /** Port of every endpoint. */
  readonly port: number;
  /** A cache cluster of its own has none. */
  readonly groupAddresses: () => GroupAddresses | undefined;
  /** A node's address: its endpoint at `port`, its server at `serverPort`. */
  readonly nodeAddress: (node: string) => string;
  readonly credentials: Credentials;
  readonly supervisor: Supervisor;
}

/** A server listens beside its node's endpoint, which ends TLS for it. */
export function serverPort({ port }: Pick<Site, "port">): number {
  return port === 16_379 ? 16_380 : 16_379;
}

export function nodeDirectory(site: Site, node: string): string {
  return join(site.directory, node);
}
