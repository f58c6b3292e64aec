import { join } from "node:path";
import type { CertificateAuthority } from "../../../certificates/authority.ts";
import type { Addresses } from "../../../endpoints/addresses.ts";
import type { Forwarders } from "../../../endpoints/forwarders.ts";
import { EmulatorError } from "../../../errors.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { Log } from "../../../log.ts";
import type { Supervisor } from "../../../runtimes/process/supervisor.ts";
import type { Collection, Store } from "../../../store/store.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { NODE_TYPES } from "../state/node-types.ts";
import { NODE_NAMES } from "../state/placement.ts";
import { serverSettings } from "../state/parameter-catalogue.ts";
import { clusterId, keyOf, type ReplicationGroupRecord } from "../state/replication-group.ts";
import { settledRecord } from "../state/settled-record.ts";
import { compareVersions } from "../state/engines.ts";
import type { PresentEngine } from "./engines.ts";
import type { EventLog } from "./event-log.ts";
import type { Wanted } from "./node-configuration.ts";
import type { ParameterGroups } from "./parameter-groups.ts";
import { ReplicationServers, type MonitorOptions } from "./replication-servers.ts";
import { logServersEvent } from "./server-events.ts";
import { newCredentials, type Credentials, type Site } from "./site.ts";
import type { Users } from "./users.ts";
import { topologies } from "./topology.ts";

export interface FleetDependencies {
  readonly instance: Pick<Instance, "accountId" | "region" | "directories">;
  readonly store: Store;
  readonly addresses: Addresses;
  readonly supervisor: Supervisor;
  readonly forwarders: Forwarders;
  readonly certificates: Pick<CertificateAuthority, "issue">;
  readonly engines: readonly PresentEngine[];
  readonly parameterGroups: ParameterGroups;
  readonly users: Users;
  readonly events: EventLog;
  /** VPC of a subnet group. */
  readonly vpcOf: (subnetGroupName: string) => string | undefined;
  readonly log: Log;
  readonly monitor?: Partial<MonitorOptions>;
}

/** Every replication group's and cache cluster's record and, while it exists, its real servers. */
export class Fleet {
  /** By `keyOf`. */
  readonly records: Collection<ReplicationGroupRecord>;
  readonly dependencies: FleetDependencies;
  readonly #credentials: Collection<Credentials>;
  readonly #servers = new Map<string, ReplicationServers>();
  /** Keys of records by the resource id, which stays when a cache cluster becomes a group's or the other way round. */
  readonly #keys = new Map<string, string>();

  constructor(dependencies: FleetDependencies) {
    this.dependencies = dependencies;
    this.records = dependencies.store.collection("elasticache.replication-group");
    this.#credentials = dependencies.store.collection("elasticache.credentials");
  }

  /** Throws `ReplicationGroupNotFoundFault`. */
  record(identifier: string): ReplicationGroupRecord {
    const record = this.records.get(identifier.toLowerCase());
    if (!record) throw elasticacheErrors.replicationGroupNotFound(identifier);
    return record;
  }

  /** Replication groups without the cache clusters of their own. */
  groups(): ReplicationGroupRecord[] {
    return this.records.list().filter(({ isStandalone }) => !isStandalone);
  }

  /** Durable when it returns; does nothing for a record that is gone. */
  update(key: string, change: Partial<ReplicationGroupRecord>): void {
    const record = this.records.get(key);
    if (record) this.put({ ...record, ...change });
  }

  put(record: ReplicationGroupRecord): void {
    this.#keys.set(record.resourceId, keyOf(record));
    this.records.put(keyOf(record), record);
  }

  /** Puts `next` in the place of a record with another key; the servers stay what they are. */
  replace(previous: ReplicationGroupRecord, next: ReplicationGroupRecord): void {
    this.dependencies.store.transaction(() => {
      this.records.delete(keyOf(previous));
      this.put(next);
    });
  }

  /**
   * The engine that is to run a group: its version, or a later one when that has gone. Throws `RedisFailed`, naming
   * what is missing, when there is neither.
   */
  engine({ engine, engineVersion }: ReplicationGroupRecord): PresentEngine {
    const later = this.dependencies.engines
      .filter((each) => each.engine === engine && compareVersions(each.version, engineVersion) >= 0)
      .sort((a, b) => compareVersions(a.version, b.version))[0];
    if (later) return later;
    throw new EmulatorError("RedisFailed", `There is no ${engine} ${engineVersion} any more; install it and restart.`);
  }

  servers(record: ReplicationGroupRecord): ReplicationServers {
    const existing = this.#servers.get(record.resourceId);
    if (existing) return existing;
    const { forwarders, certificates, store, events, log, monitor } = this.dependencies;
    const current = (): ReplicationGroupRecord => this.#current(record);
    const servers = new ReplicationServers(
      {
        site: this.#site(record),
        forwarders,
        certificates,
        topologies: topologies(store),
        wanted: () => this.#wanted(current()),
        emit: (event) => logServersEvent(events, current(), event),
        log,
      },
      monitor,
    );
    this.#servers.set(record.resourceId, servers);
    return servers;
  }

  /** The same, unless nothing is here to run them. */
  serversIfAny(record: ReplicationGroupRecord): ReplicationServers | undefined {
    try {
      return this.servers(record);
    } catch {
      return undefined;
    }
  }

  primaryAddress({ identifier }: ReplicationGroupRecord): string {
    return this.dependencies.addresses.reserve(`elasticache/primary/${identifier}`);
  }

  readerAddress({ identifier }: ReplicationGroupRecord): string {
    return this.dependencies.addresses.reserve(`elasticache/reader/${identifier}`);
  }

  nodeAddress(record: ReplicationGroupRecord, node: string): string {
    return this.dependencies.addresses.reserve(nodeAddressId(record, node));
  }

  /** Has a group's servers run by the program that its engine version demands now, with their data. */
  async renew(record: ReplicationGroupRecord): Promise<void> {
    const servers = this.servers(record);
    if (servers.context.dependencies.site.binary === this.engine(record).binary) return;
    await servers.close();
    this.#servers.delete(record.resourceId);
    await this.servers(record).open();
  }

  /** Ends what was begun with `before`; does nothing for a record that is gone. */
  settle(before: ReplicationGroupRecord, change: Partial<ReplicationGroupRecord>): void {
    const current = this.records.get(keyOf(before));
    if (current) this.put(settledRecord(before, current, change));
  }

  /** Forgets a group whose servers are destroyed, with the addresses of nodes that it had. */
  forget(record: ReplicationGroupRecord): void {
    const { addresses, store } = this.dependencies;
    const { identifier } = record;
    store.transaction(() => {
      this.#credentials.delete(record.resourceId);
      this.records.delete(keyOf(record));
      if (!record.isStandalone) this.releaseGroup(identifier);
      for (const name of record.isStandalone ? record.nodes.map(({ name }) => name) : NODE_NAMES) {
        addresses.release(nodeAddressId(record, name));
      }
    });
    this.#servers.delete(record.resourceId);
    this.#keys.delete(record.resourceId);
  }

  /** Forgets the addresses of a group's primary and reader endpoint. */
  releaseGroup(identifier: string): void {
    for (const kind of ["primary", "reader"]) this.dependencies.addresses.release(`elasticache/${kind}/${identifier}`);
  }

  #current(record: ReplicationGroupRecord): ReplicationGroupRecord {
    return this.records.get(this.#keys.get(record.resourceId) ?? keyOf(record)) ?? record;
  }

  #wanted(record: ReplicationGroupRecord): Wanted {
    const { catalogue } = this.engine(record);
    const { settings } = record;
    const values = this.dependencies.parameterGroups.find(record.parameterGroupName)?.values ?? {};
    return {
      nodes: new Map(record.nodes.map(({ name, zone }) => [name, zone])),
      automaticFailover: settings.automaticFailover,
      settings: serverSettings(catalogue, values, NODE_TYPES.get(settings.nodeType) ?? 0),
      authentication: record.authentication,
      users: this.dependencies.users.membersOf(record.userGroupIds),
      transitEncryption: settings.transitEncryption,
    };
  }

  #site(record: ReplicationGroupRecord): Site {
    const { supervisor, instance } = this.dependencies;
    const { binary, directives } = this.engine(record);
    return {
      resourceId: record.resourceId,
      directory: join(instance.directories.data, "elasticache", record.resourceId),
      logDirectory: join(instance.directories.logs, "elasticache", keyOf(record)),
      binary,
      directives,
      port: record.port,
      groupAddresses: () => {
        const current = this.#current(record);
        if (current.isStandalone) return undefined;
        return { primary: this.primaryAddress(current), reader: this.readerAddress(current) };
      },
      nodeAddress: (node) => this.nodeAddress(this.#current(record), node),
      credentials: this.#credentialsOf(record.resourceId),
      supervisor,
    };
  }

  #credentialsOf(resourceId: string): Credentials {
    const known = this.#credentials.get(resourceId);
    if (known) return known;
    const created = newCredentials();
    this.#credentials.put(resourceId, created);
    return created;
  }
}

function nodeAddressId(record: ReplicationGroupRecord, node: string): string {
  return `elasticache/node/${clusterId(record, node)}`;
}
