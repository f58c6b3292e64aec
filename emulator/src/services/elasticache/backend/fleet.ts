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
import type { ReplicationGroupRecord } from "../state/replication-group.ts";
import { compareVersions } from "../state/engines.ts";
import type { PresentEngine } from "./engines.ts";
import type { EventLog } from "./event-log.ts";
import type { Wanted } from "./node-configuration.ts";
import type { ParameterGroups } from "./parameter-groups.ts";
import { ReplicationServers, type MonitorOptions } from "./replication-servers.ts";
import { logServersEvent } from "./server-events.ts";
import { newCredentials, type Credentials, type Site } from "./site.ts";
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
  readonly events: EventLog;
  readonly log: Log;
  readonly monitor?: Partial<MonitorOptions>;
}

/** Every replication group's record and, while it exists, its real servers. */
export class Fleet {
  readonly records: Collection<ReplicationGroupRecord>;
  readonly dependencies: FleetDependencies;
  readonly #credentials: Collection<Credentials>;
  readonly #servers = new Map<string, ReplicationServers>();

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

  /** Durable when it returns; does nothing for a group that is gone. */
  update(identifier: string, change: Partial<ReplicationGroupRecord>): void {
    const record = this.records.get(identifier);
    if (record) this.records.put(identifier, { ...record, ...change });
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
    const { identifier } = record;
    const current = (): ReplicationGroupRecord => this.records.get(identifier) ?? record;
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

  nodeAddress({ identifier }: ReplicationGroupRecord, node: string): string {
    return this.dependencies.addresses.reserve(`elasticache/node/${identifier}/${node}`);
  }

  /** Forgets a group whose servers are destroyed, with the addresses of nodes that it had. */
  forget(record: ReplicationGroupRecord): void {
    const { addresses, store } = this.dependencies;
    const { identifier } = record;
    store.transaction(() => {
      this.#credentials.delete(record.resourceId);
      this.records.delete(identifier);
      for (const kind of ["primary", "reader"]) addresses.release(`elasticache/${kind}/${identifier}`);
      for (const name of NODE_NAMES) addresses.release(`elasticache/node/${identifier}/${name}`);
    });
    this.#servers.delete(record.resourceId);
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
      transitEncryption: settings.transitEncryption,
    };
  }

  #site(record: ReplicationGroupRecord): Site {
    const { supervisor, instance } = this.dependencies;
    const { binary, directives } = this.engine(record);
    return {
      resourceId: record.resourceId,
      directory: join(instance.directories.data, "elasticache", record.resourceId),
      logDirectory: join(instance.directories.logs, "elasticache", record.identifier),
      binary,
      directives,
      port: record.port,
      primaryAddress: this.primaryAddress(record),
      readerAddress: this.readerAddress(record),
      nodeAddress: (node) => this.nodeAddress(record, node),
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
