import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { CertificateAuthority } from "../../../certificates/authority.ts";
import type { Addresses } from "../../../endpoints/addresses.ts";
import type { Forwarders } from "../../../endpoints/forwarders.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { Log } from "../../../log.ts";
import type { Login } from "../../../runtimes/process/postgres/admin-connection.ts";
import type { PostgresReleases } from "../../../runtimes/process/postgres/releases.ts";
import type { Supervisor } from "../../../runtimes/process/supervisor.ts";
import type { Collection, Store } from "../../../store/store.ts";
import { rdsArn } from "../state/arn.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { isArchiving } from "./backups/is-archiving.ts";
import { CertificateExpiry } from "./certificate-expiry.ts";
import { DatabaseServers, type MonitorOptions } from "./database-servers.ts";
import type { EventLog, RdsEventId } from "./event-log.ts";
import { standbyParameters } from "./server-settings.ts";
import type { ServersEvent, Wanted } from "./servers-context.ts";
import { newCredentials, siteFiles, type Credentials, type Site } from "./site.ts";
import { topologies } from "./topology.ts";

export interface FleetDependencies {
  readonly instance: Pick<Instance, "accountId" | "region" | "directories">;
  readonly store: Store;
  readonly addresses: Addresses;
  readonly supervisor: Supervisor;
  readonly forwarders: Forwarders;
  readonly certificates: Pick<CertificateAuthority, "issue" | "caCertificatePem" | "caCertificateFile">;
  readonly releases: Pick<PostgresReleases, "binaries">;
  readonly events: EventLog;
  /** The archive script's path. */
  readonly archiveScript: string;
  readonly log: Log;
  readonly monitor?: Partial<MonitorOptions>;
}

/** What of an instance is secret: its own roles' passwords, and a master password (as verifier) yet to be set. */
interface Secrets extends Credentials {
  readonly masterPasswordVerifier?: string;
}

const EVENT_IDS: Readonly<Record<Exclude<ServersEvent, "givenUp">, readonly RdsEventId[]>> = {
  failoverStarted: ["RDS-EVENT-0013"],
  failoverCompleted: ["RDS-EVENT-0015", "RDS-EVENT-0049"],
  recoveryStarted: ["RDS-EVENT-0020"],
  recoveryCompleted: ["RDS-EVENT-0021"],
  standbyLost: ["standbyLost"],
  standbySynchronised: ["standbySynchronised"],
};

/** Every DB instance's record and, while it exists, its real servers. */
export class Fleet {
  readonly records: Collection<DbInstanceRecord>;
  readonly dependencies: FleetDependencies;
  readonly #secrets: Collection<Secrets>;
  readonly #servers = new Map<string, DatabaseServers>();
  /** Identifiers of those whose servers are known, by DbiResourceId: the one thing of them that changes. */
  readonly #names = new Map<string, string>();

  constructor(dependencies: FleetDependencies) {
    this.dependencies = dependencies;
    this.records = dependencies.store.collection("rds.instance");
    this.#secrets = dependencies.store.collection("rds.secret");
  }

  /** Throws `DBInstanceNotFound`. */
  record(identifier: string): DbInstanceRecord {
    const record = this.records.get(identifier.toLowerCase());
    if (!record) throw rdsErrors.instanceNotFound(identifier);
    return record;
  }

  replicasOf(
    { resourceId }: DbInstanceRecord,
    records: readonly DbInstanceRecord[] = this.records.list(),
  ): DbInstanceRecord[] {
    return records.filter(({ replicaOf }) => replicaOf?.resourceId === resourceId);
  }

  byResourceId(resourceId: string): DbInstanceRecord | undefined {
    return this.records.list().find((record) => record.resourceId === resourceId);
  }

  /** Durable when it returns; does nothing for an instance that is gone. */
  update(identifier: string, change: Partial<DbInstanceRecord>): void {
    const record = this.records.get(identifier);
    if (record) this.records.put(identifier, { ...record, ...change });
  }

  emit(identifier: string, event: RdsEventId, detail?: string): void {
    this.dependencies.events.add(event, identifier, rdsArn(this.dependencies.instance, "db", identifier), detail);
  }

  emitForSnapshot(identifier: string, event: RdsEventId, detail?: string): void {
    this.dependencies.events.add(event, identifier, rdsArn(this.dependencies.instance, "snapshot", identifier), detail);
  }

  secrets(resourceId: string): Secrets {
    const known = this.#secrets.get(resourceId);
    if (known) return known;
    const created = newCredentials();
    this.#secrets.put(resourceId, created);
    return created;
  }

  /** Keeps a master password until the server has it; undefined once it has. */
  keepMasterPassword(resourceId: string, masterPasswordVerifier: string | undefined): void {
    const { admin, replication } = this.secrets(resourceId);
    this.#secrets.put(resourceId, {
      admin,
      replication,
      ...(masterPasswordVerifier !== undefined && { masterPasswordVerifier }),
    });
  }

  /** A physical copy has the roles of what it is a copy of, with their passwords. */
  shareCredentials(from: string, to: string): void {
    const { admin, replication } = this.secrets(from);
    this.#secrets.put(to, { admin, replication });
  }

  endpointAddress(identifier: string): string {
    return this.dependencies.addresses.reserve(`rds/endpoint/${identifier}`);
  }

  /** The administrator's login at the endpoint, behind which the primary is, whichever server that may be. */
  monitoringLogin(record: DbInstanceRecord): Login {
    const address = this.endpointAddress(record.identifier);
    return { ...this.servers(record).context.primary.login, address, port: record.port };
  }

  servers(record: DbInstanceRecord): DatabaseServers {
    const existing = this.#servers.get(record.resourceId);
    if (existing) return existing;
    const { forwarders, store, log, monitor } = this.dependencies;
    const { resourceId } = record;
    this.#names.set(resourceId, record.identifier);
    const current = (): DbInstanceRecord => this.records.get(this.#names.get(resourceId)!) ?? record;
    const servers = new DatabaseServers(
      {
        site: this.#site(record, current),
        forwarders,
        topologies: topologies(store),
        wanted: () => this.#wanted(current()),
        emit: (event) => {
          if (event === "givenUp") return this.#giveUp(current());
          for (const id of EVENT_IDS[event]) this.emit(current().identifier, id);
        },
        log,
      },
      monitor,
    );
    this.#servers.set(record.resourceId, servers);
    return servers;
  }

  /** Gives an instance another identifier, and the state `renaming` until its endpoint has followed. Durable. */
  rename(record: DbInstanceRecord, identifier: string): void {
    const { DBInstanceIdentifier: _, ...pending } = record.pending;
    moveLogs(this.#logDirectory(record.identifier), this.#logDirectory(identifier));
    this.dependencies.store.transaction(() => {
      this.records.delete(record.identifier);
      this.records.put(identifier, { ...record, identifier, pending, status: "renaming" });
    });
    this.#names.set(record.resourceId, identifier);
  }

  /** Forgets an instance whose servers are destroyed. */
  forget(record: DbInstanceRecord): void {
    const { addresses, store } = this.dependencies;
    store.transaction(() => {
      this.#secrets.delete(record.resourceId);
      this.records.delete(record.identifier);
      addresses.release(`rds/endpoint/${record.identifier}`);
      for (const member of ["a", "b"]) addresses.release(`rds/member/${record.resourceId}/${member}`);
    });
    this.#servers.delete(record.resourceId);
    this.#names.delete(record.resourceId);
  }

  /**
   * An operation that is under way finds out itself that there is no server, and a replica is copied anew as long as it
   * has a source.
   */
  #giveUp({ identifier, status, replicaOf }: DbInstanceRecord): void {
    if (status !== "available" || (replicaOf && this.byResourceId(replicaOf.resourceId))) return;
    this.dependencies.log("error", "No server of a DB instance starts.", { instance: identifier });
    this.update(identifier, { status: "failed" });
    this.emit(identifier, "RDS-EVENT-0031");
  }

  #wanted({ identifier, settings, appliedParameters, port, replicaOf, status }: DbInstanceRecord): Wanted {
    const { "rds.force_ssl": forceSsl = "1", ...parameters } = appliedParameters;
    const requireTls = forceSsl === "1";
    const source = replicaOf ? this.byResourceId(replicaOf.resourceId) : undefined;
    const common = { multiAz: settings.MultiAZ, endpointPort: port, requireTls, isClosed: status === "storage-full" };
    if (!source) return { ...common, parameters, source: null };
    const endpoint = { address: this.endpointAddress(source.identifier), port: source.port };
    return {
      ...common,
      parameters: standbyParameters(source.appliedParameters, parameters),
      source: { ...endpoint, applicationName: `replica_${identifier}` },
    };
  }

  /** Takes over the passwords that are in the data that an instance is restored from. */
  adoptCredentials(resourceId: string, { admin, replication }: Credentials): void {
    this.#secrets.put(resourceId, { admin, replication });
  }

  /** Parent of, or with a name, the directory of a snapshot. */
  snapshotDirectory(name = ""): string {
    return join(this.dependencies.instance.directories.data, "rds-snapshots", name);
  }

  /** Outlives the instance. */
  archiveDirectory(resourceId: string): string {
    return join(this.dependencies.instance.directories.data, "rds-archive", resourceId);
  }

  /** By identifier, which is what people look for. */
  #logDirectory(identifier: string): string {
    return join(this.dependencies.instance.directories.logs, "rds", identifier);
  }

  #directory({ resourceId }: DbInstanceRecord): string {
    return join(this.dependencies.instance.directories.data, "rds", resourceId);
  }

  #site(record: DbInstanceRecord, current: () => DbInstanceRecord): Site {
    const { addresses, releases, supervisor, certificates, archiveScript } = this.dependencies;
    const { resourceId } = record;
    const logDirectory = (): string => this.#logDirectory(current().identifier);
    const endpointAddress = (): string => this.endpointAddress(current().identifier);
    return {
      resourceId,
      directory: this.#directory(record),
      get logDirectory() {
        return logDirectory();
      },
      get endpointAddress() {
        return endpointAddress();
      },
      memberAddresses: {
        a: addresses.reserve(`rds/member/${resourceId}/a`),
        b: addresses.reserve(`rds/member/${resourceId}/b`),
      },
      certificateExpiry: new CertificateExpiry(siteFiles(this.#directory(record)).certificate),
      credentials: this.secrets(resourceId),
      binaries: releases.binaries(record.engineVersion),
      supervisor,
      certificates,
      archive: {
        script: archiveScript,
        directory: this.archiveDirectory(resourceId),
        isOn: () => isArchiving(current()) && !current().faults?.archiveOff,
      },
    };
  }
}

/** Servers go on writing into the files that they have open; what another instance of that name left is removed. */
function moveLogs(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
