import { join } from "node:path";
import { renderConnectionString, type Settings } from "../../../runtimes/process/postgres/configuration.ts";
import {
  ARCHIVE_NOTHING,
  archiveCommand,
  restoreCommand,
} from "../../../runtimes/process/postgres/wal/wal-commands.ts";
import { MEMBER_PORT, REPLICATION_ROLE, siteFiles, type Site } from "./site.ts";
import type { MemberName } from "./topology.ts";

/** What a member does, as far as its configuration shows it. */
export type Role =
  | { readonly kind: "primary"; readonly synchronousStandby: MemberName | null }
  | { readonly kind: "standby"; readonly primary: MemberName | null }
  | { readonly kind: "replica"; readonly source: ReplicationEndpoint }
  | Recovery;

/** From a backup to a point in time, after which it is a primary. */
export interface Recovery {
  readonly kind: "recovery";
  /** Directories with WAL; the first that has a segment gives it. */
  readonly sources: readonly string[];
  readonly timeline: "current" | "latest";
  /** Since 1970, inclusive; null: as far as there is WAL. */
  readonly untilMicroseconds: string | null;
}

/** The endpoint of another instance, which leads to its primary after a failover too. */
export interface ReplicationEndpoint {
  readonly address: string;
  readonly port: number;
  /** How the replica is known in the source's `pg_stat_replication`. */
  readonly applicationName: string;
}

/** Defaults that a DB parameter group may change. Memory is a laptop's, not the instance class's. */
const DEFAULTS: Settings = {
  shared_buffers: "64MB",
  max_connections: "200",
  timezone: "UTC",
  log_min_messages: "warning",
  password_encryption: "scram-sha-256",
  default_text_search_config: "pg_catalog.english",
  wal_keep_size: "512MB",
  wal_sender_timeout: "5s",
  wal_receiver_timeout: "5s",
};

/**
 * What the safety of acknowledged commits and the emulator's own working rest on; no parameter group changes it.
 * Dynamic shared memory lies in the data directory, because a killed server would leave it in /dev/shm for ever.
 */
const FIXED: Settings = {
  unix_socket_directories: "",
  dynamic_shared_memory_type: "mmap",
  allow_alter_system: "off",
  ssl: "on",
  ssl_min_protocol_version: "TLSv1.2",
  fsync: "on",
  full_page_writes: "on",
  wal_level: "replica",
  hot_standby: "on",
  max_wal_senders: "10",
  max_replication_slots: "10",
  max_slot_wal_keep_size: "1GB",
  superuser_reserved_connections: "5",
  wal_receiver_status_interval: "1s",
  wal_retrieve_retry_interval: "50ms",
  log_timezone: "UTC",
  log_line_prefix: "%t:%r:%u@%d:[%p]:",
  logging_collector: "off",
};

/** Parameters that the emulator owns: DescribeDBParameters shows them as not modifiable. */
export const OWNED_PARAMETERS: ReadonlySet<string> = new Set([
  ...Object.keys(FIXED),
  ...["listen_addresses", "port", "cluster_name", "hba_file", "data_directory", "config_file", "ident_file"],
  ...["ssl_cert_file", "ssl_key_file", "ssl_ca_file", "ssl_crl_file", "ssl_crl_dir", "external_pid_file"],
  ...["synchronous_standby_names", "primary_conninfo", "primary_slot_name", "restore_command", "recovery_end_command"],
  ...["archive_command", "archive_mode", "archive_library", "archive_cleanup_command", "log_directory"],
  ...["shared_preload_libraries", "local_preload_libraries", "session_preload_libraries", "dynamic_library_path"],
  ...[
    "ssl_passphrase_command",
    "unix_socket_group",
    "unix_socket_permissions",
    "log_destination",
    "restart_after_crash",
  ],
]);

/** The whole postgresql.conf of a member. A standby itself waits for nobody, or its commits would hang after promotion. */
export function serverSettings(site: Site, member: MemberName, role: Role, parameters: Settings): Settings {
  const files = siteFiles(site.directory);
  const own = Object.fromEntries(Object.entries(parameters).filter(([name]) => !OWNED_PARAMETERS.has(name)));
  return {
    ...DEFAULTS,
    ...own,
    ...FIXED,
    ...archiving(site),
    listen_addresses: site.memberAddresses[member],
    port: String(MEMBER_PORT),
    cluster_name: applicationName(member),
    hba_file: files.hostBasedAuthentication,
    ssl_cert_file: files.certificate,
    ssl_key_file: files.privateKey,
    ...replicationSettings(site, member, role),
  };
}

function replicationSettings(site: Site, member: MemberName, role: Role): Settings {
  switch (role.kind) {
    case "primary":
      return { synchronous_standby_names: role.synchronousStandby ? applicationName(role.synchronousStandby) : "" };
    case "standby":
      return { synchronous_standby_names: "", ...upstream(site, member, role.primary) };
    case "replica":
      return {
        synchronous_standby_names: "",
        primary_conninfo: connectionString(site, role.source.address, role.source.port, role.source.applicationName),
      };
    case "recovery":
      return recoverySettings(role);
  }
}

/** It archives only once it is a primary that was started as one: until then its WAL is its source's. */
function recoverySettings({ sources, timeline, untilMicroseconds: until }: Recovery): Settings {
  return {
    synchronous_standby_names: "",
    archive_mode: "off",
    hot_standby: "off",
    restore_command: restoreCommand(sources),
    recovery_target_timeline: timeline,
    recovery_target_action: "promote",
    ...(until !== null && { recovery_target_time: timestamp(BigInt(until)), recovery_target_inclusive: "on" }),
  };
}

/** As PostgreSQL reads it, to the microsecond. */
function timestamp(microseconds: bigint): string {
  const seconds = new Date(Number(microseconds / 1_000_000n) * 1_000).toISOString().slice(0, 19);
  return `${seconds.replace("T", " ")}.${String(microseconds % 1_000_000n).padStart(6, "0")}+00`;
}

/**
 * Primary and standby archive every segment: the standby has those that its primary had no time to archive when it
 * died, and would otherwise never archive what was streamed to it.
 */
function archiving({ archive: { script, directory, isOn } }: Site): Settings {
  return { archive_mode: "always", archive_command: isOn() ? archiveCommand(script, directory) : ARCHIVE_NOTHING };
}

/** A standby whose value of one of these is below its primary's stops replaying; PostgreSQL's defaults but for ours. */
const STANDBY_AT_LEAST: Settings = {
  max_connections: DEFAULTS["max_connections"]!,
  max_worker_processes: "8",
  max_prepared_transactions: "0",
  max_locks_per_transaction: "64",
};

/** Parameters with which a standby follows a primary that still runs with `primary` and one that runs with `next`. */
export function standbyParameters(primary: Settings, next: Settings): Settings {
  const atLeast = Object.entries(STANDBY_AT_LEAST).map(([name, initial]) => {
    const values = [primary, next].map((parameters) => Number(parameters[name] ?? initial));
    return [name, String(Math.max(...values))];
  });
  return { ...next, ...(Object.fromEntries(atLeast) as Settings) };
}

/** How a member is known in `pg_stat_replication`, `synchronous_standby_names` and as a replication slot. */
export function applicationName(member: MemberName): string {
  return `member_${member}`;
}

export function dataDirectory(site: Site, member: MemberName): string {
  return join(site.directory, member);
}

function upstream(site: Site, member: MemberName, primary: MemberName | null): Settings {
  if (!primary) return { primary_conninfo: "" };
  const address = site.memberAddresses[primary];
  return {
    primary_slot_name: applicationName(member),
    primary_conninfo: connectionString(site, address, MEMBER_PORT, applicationName(member)),
  };
}

function connectionString(site: Site, host: string, port: number, name: string): string {
  const files = siteFiles(site.directory);
  return renderConnectionString({
    host,
    port: String(port),
    user: REPLICATION_ROLE,
    passfile: files.passwords,
    sslmode: "verify-full",
    sslrootcert: files.authority,
    application_name: name,
    connect_timeout: "5",
  });
}
