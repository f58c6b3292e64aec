import type { Authentication } from "../state/auth-token.ts";
import { ADMIN_USER, passwordHash, REPLICATION_USER, type Credentials } from "./site.ts";

/**
 * Commands that ElastiCache keeps from its users, because they belong to whoever runs the servers (ElastiCache User
 * Guide, "Supported and restricted commands").
 */
const RESTRICTED = [
  ...["bgrewriteaof", "bgsave", "config", "debug", "failover", "migrate", "module", "psync", "replicaof", "save"],
  ...["shutdown", "slaveof", "sync"],
];
const ALLOWED_ACL = ["cat", "genpass", "getuser", "help", "list", "log", "users", "whoami"];

/** Rules of the user `default`, as whom clients with a token or without any log in. */
export function defaultUserRules({ tokenHashes, isOptional }: Authentication): string[] {
  return [
    ...["reset", "on", "~*", "&*", "+@all"],
    ...RESTRICTED.map((command) => `-${command}`),
    ...["-acl", ...ALLOWED_ACL.map((subcommand) => `+acl|${subcommand}`)],
    ...(isOptional ? ["nopass"] : tokenHashes.map((hash) => `#${hash}`)),
  ];
}

/** Every user of a server by name, with its rules. */
export function accessList(
  authentication: Authentication,
  credentials: Credentials,
): [user: string, rules: string[]][] {
  return [
    ["default", defaultUserRules(authentication)],
    [ADMIN_USER, ["reset", "on", `#${passwordHash(credentials.admin)}`, "~*", "&*", "+@all"]],
    [REPLICATION_USER, ["reset", "on", `#${passwordHash(credentials.replication)}`, "+psync", "+replconf", "+ping"]],
  ];
}
