import type { Directive } from "../../../runtimes/process/redis/configuration.ts";
import type { TransitEncryption } from "../state/replication-group.ts";
import { accessList, type Admission } from "./access-list.ts";
import { nodeDirectory, REPLICATION_USER, serverPort, type Site } from "./site.ts";

/** What the API wants of the servers at this moment. */
export interface Wanted extends Admission {
  /** Zones by name of node: `001`, `002`, … */
  readonly nodes: ReadonlyMap<string, string>;
  readonly automaticFailover: boolean;
  /** Directives from the parameter group and the node type. */
  readonly settings: Readonly<Record<string, string>>;
  readonly transitEncryption: TransitEncryption;
}

/** A node's role: a replica names the node that it follows. */
export type Role = { readonly kind: "primary" } | { readonly kind: "replica"; readonly of: string };

/**
 * What the emulator's own working rests on; no parameter group changes it. The append-only file keeps the data over a
 * restart and a SIGKILL of the emulator: what was acknowledged had been written, if not yet flushed.
 */
const FIXED: readonly Directive[] = [
  ["protected-mode", "no"],
  ["appendonly", "yes"],
  ["appendfsync", "everysec"],
  ["save", ""],
  ["dbfilename", "dump.rdb"],
  ["replica-read-only", "yes"],
  ["repl-diskless-sync", "yes"],
  ["repl-diskless-sync-delay", "0"],
  ["repl-diskless-load", "on-empty-db"],
  ["repl-ping-replica-period", "1"],
];

export function nodeConfiguration(site: Site, node: string, role: Role, wanted: Wanted): Directive[] {
  const address = site.nodeAddress(node);
  return [
    ["bind", address],
    ["port", String(serverPort(site))],
    ["dir", nodeDirectory(site, node)],
    ["replica-announce-ip", address],
    ["replica-announce-port", String(site.port)],
    ...whereKnown(site, "availability-zone", wanted.nodes.get(node)),
    // Replicas begin with what their primary has, so that it need not wait for them when it stops.
    ...whereKnown(site, "shutdown-timeout", "0"),
    ...FIXED,
    ...Object.entries(wanted.settings).flatMap(([name, value]) => settingDirectives(name, value)),
    ...accessList(wanted, site).map(([user, rules]): Directive => ["user", user, ...rules]),
    ["masteruser", REPLICATION_USER],
    ["masterauth", site.credentials.replication],
    ...(role.kind === "replica"
      ? [["replicaof", site.nodeAddress(role.of), String(serverPort(site))] satisfies Directive]
      : []),
  ];
}

/** The limits of each kind of clients are a directive of their own. */
function settingDirectives(name: string, value: string): Directive[] {
  if (name !== "client-output-buffer-limit") return [[name, value]];
  const words = value.split(" ");
  return words.flatMap((_, index): Directive[] => (index % 4 === 0 ? [[name, ...words.slice(index, index + 4)]] : []));
}

/** Directives that only later servers have. */
function whereKnown({ directives }: Site, name: string, value: string | undefined): Directive[] {
  return value !== undefined && directives.has(name) ? [[name, value]] : [];
}
