import { accessRules } from "../state/access-string.ts";
import type { Authentication } from "../state/auth-token.ts";
import { compareVersions } from "../state/engines.ts";
import { passwordHash } from "../state/password-hash.ts";
import type { UserRecord } from "../state/user.ts";
import { ADMIN_USER, REPLICATION_USER, type Site } from "./site.ts";

/** A user of a server with its rules, as `ACL SETUSER` and the directive `user` take them. */
export type AccessListEntry = readonly [user: string, rules: readonly string[]];

/** Who may log in: with a token or without any, or the users of user groups. */
export interface Admission {
  readonly authentication: Authentication;
  readonly users: readonly UserRecord[] | undefined;
}

/**
 * Commands that ElastiCache keeps from its users, because they belong to whoever runs the servers (ElastiCache User
 * Guide, "Supported and restricted commands").
 */
const RESTRICTED = [
  ...["bgrewriteaof", "bgsave", "config", "debug", "failover", "migrate", "module", "psync", "replicaof", "save"],
  ...["shutdown", "slaveof", "sync"],
].map((command) => `-${command}`);
const ALLOWED_ACL = ["cat", "genpass", "getuser", "help", "list", "log", "users", "whoami"];
const RESTRICTED_ACL = ["deluser", "dryrun", "load", "save", "setuser"].map((subcommand) => `-acl|${subcommand}`);
/** Earlier servers can deny a command as a whole only. */
const DENIES_SUBCOMMANDS_SINCE = "7.0.0";

/** Every user of a server; whoever else is there has to go. */
export function accessList(admission: Admission, { credentials, binary }: AccessSite): AccessListEntry[] {
  const deniesSubcommands = compareVersions(binary.version, DENIES_SUBCOMMANDS_SINCE) >= 0;
  const denied = [...RESTRICTED, ...(deniesSubcommands ? RESTRICTED_ACL : ["-acl"])];
  const { users, authentication } = admission;
  return [
    ...(users ? clients(users, denied) : [["default", defaultUserRules(authentication)] satisfies AccessListEntry]),
    [ADMIN_USER, ["reset", "on", `#${passwordHash(credentials.admin)}`, "~*", "&*", "+@all"]],
    [REPLICATION_USER, ["reset", "on", `#${passwordHash(credentials.replication)}`, "+psync", "+replconf", "+ping"]],
  ];
}

type AccessSite = Pick<Site, "credentials" | "binary">;

/** Rules of the user `default`, as whom clients with a token or without any log in. */
function defaultUserRules({ tokenHashes, isOptional }: Authentication): string[] {
  return [
    ...["reset", "on", "~*", "&*", "+@all"],
    ...RESTRICTED,
    ...["-acl", ...ALLOWED_ACL.map((subcommand) => `+acl|${subcommand}`)],
    ...(isOptional ? ["nopass"] : tokenHashes.map((hash) => `#${hash}`)),
  ];
}

/** Without a user named `default`, nobody logs in without a name. */
function clients(users: readonly UserRecord[], denied: readonly string[]): AccessListEntry[] {
  const entries = users.map((user): AccessListEntry => [user.name, userRules(user, denied)]);
  return users.some(({ name }) => name === "default") ? entries : [["default", ["reset", "off"]], ...entries];
}

/** What is restricted is taken away last, and from each selector. */
export function userRules({ accessString, authentication }: UserRecord, denied: readonly string[] = []): string[] {
  const rules = accessRules(accessString).map((rule) =>
    rule.startsWith("(") ? `${rule.slice(0, -1)} ${denied.join(" ")})` : rule,
  );
  const logins =
    authentication.type === "no-password" ? ["nopass"] : authentication.passwordHashes.map((hash) => `#${hash}`);
  return ["reset", ...rules, ...denied, ...logins];
}
