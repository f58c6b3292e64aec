import * as sdk from "@aws-sdk/client-rds";
import type { CertificateAuthority } from "../../certificates/authority.ts";
import type { Addresses } from "../../endpoints/addresses.ts";
import type { Forwarders } from "../../endpoints/forwarders.ts";
import type { Instance } from "../../instance/instance.ts";
import type { Log } from "../../log.ts";
import type { Login } from "../../runtimes/process/postgres/admin-connection.ts";
import { prepareDataDirectory } from "../../runtimes/process/postgres/data-directory.ts";
import { PostgresReleases } from "../../runtimes/process/postgres/releases.ts";
import { installArchiveScript } from "../../runtimes/process/postgres/wal/wal-commands.ts";
import type { Supervisor } from "../../runtimes/process/supervisor.ts";
import type { Store } from "../../store/store.ts";
import { defineService } from "../../wire/define-service.ts";
import type { EmulatedService, ResourceStatus } from "../emulated-service.ts";
import type { RdsContext } from "./api/rds-context.ts";
import { Backups } from "./backend/backups/backups.ts";
import type { MonitorOptions } from "./backend/database-servers.ts";
import { queryApi } from "../query-api.ts";
import { ec2Subnets, type FindSubnets } from "../ec2/find-subnets.ts";
import { Engines } from "./backend/engines.ts";
import { DefaultCertificate } from "./backend/default-certificate.ts";
import { EventLog } from "./backend/event-log.ts";
import { EventSubscriptions } from "./backend/event-subscriptions.ts";
import { Fleet } from "./backend/fleet.ts";
import { Lifecycle } from "./backend/lifecycle.ts";
import { OptionGroups } from "./backend/option-groups.ts";
import { ParameterGroups } from "./backend/parameter-groups.ts";
import { publishLag } from "./backend/read-replicas/publish-lag.ts";
import { ReadReplicas, type ReplicaOptions } from "./backend/read-replicas/read-replicas.ts";
import { StorageWatch, type StorageOptions } from "./backend/storage/storage-watch.ts";
import { rdsControlRoutes } from "./control-routes.ts";
import { rdsHandlers, type RdsHandlers } from "./handlers.ts";
import { valuesFor } from "./state/parameter-values.ts";

export interface RdsDependencies {
  readonly instance: Instance;
  readonly store: Store;
  readonly addresses: Addresses;
  readonly supervisor: Supervisor;
  readonly forwarders: Forwarders;
  readonly certificates: Pick<CertificateAuthority, "issue" | "caCertificatePem" | "caCertificateFile">;
  readonly log: Log;
  /** EC2 behind the instance's endpoint unless told. */
  readonly findSubnets?: FindSubnets;
  readonly readReplicas?: Partial<ReplicaOptions>;
  /** Between two values of a metric; a minute unless told, as RDS has it. */
  readonly metricsIntervalMs?: number;
  readonly storage?: Partial<StorageOptions>;
  readonly monitor?: Partial<MonitorOptions>;
  /** Between two uploads of WAL, as RDS does them: what a disaster can cost. Five minutes unless told. */
  readonly walUploadIntervalMs?: number;
}

export interface RdsService extends EmulatedService {
  readonly handlers: RdsHandlers;
  /** How RDS's own monitoring reaches an instance: as its administrator, through the endpoint. Throws `DBInstanceNotFound`. */
  monitoringLogin(identifier: string): Promise<Login>;
}

const METRICS_EVERY_MS = 60_000;
const MAINTENANCE_EVERY_MS = 60_000;
const WAL_UPLOAD_EVERY_MS = 300_000;

/** Amazon RDS for PostgreSQL: its API, and the real servers behind it. Operations wait until `start` is under way. */
export function createRds(dependencies: RdsDependencies): RdsService {
  const { log } = dependencies;
  const opening = Promise.withResolvers<RdsContext>();
  opening.promise.catch(() => {});
  let opened: RdsContext | undefined;
  const timers: NodeJS.Timeout[] = [];
  const every = (intervalMs: number, work: () => Promise<void>): void => {
    timers.push(setInterval(() => void work(), intervalMs).unref());
  };
  const handlers = rdsHandlers(opening.promise);
  return {
    handlers,
    monitoringLogin: async (identifier) => {
      const { fleet } = await opening.promise;
      return fleet.monitoringLogin(fleet.record(identifier));
    },
    endpoint: defineService({ signingName: "rds", protocol: "awsQuery", sdk, handlers, log }),
    controlRoutes: rdsControlRoutes(opening.promise),
    resources: () => (opened ? resources(opened.fleet) : []),
    start: async () => {
      try {
        opened = await open(dependencies);
        opening.resolve(opened);
      } catch (error) {
        opening.reject(error);
        throw error;
      }
      const { lifecycle, readReplicas, storageWatch, backups } = opened;
      await lifecycle.resume();
      readReplicas.start();
      storageWatch.start();
      const cloudWatch = queryApi(dependencies.instance, "monitoring", "2010-08-01");
      const { fleet } = opened;
      every(dependencies.metricsIntervalMs ?? METRICS_EVERY_MS, () => publishLag(cloudWatch, fleet, readReplicas));
      every(MAINTENANCE_EVERY_MS, () => lifecycle.maintain());
      every(dependencies.walUploadIntervalMs ?? WAL_UPLOAD_EVERY_MS, () => backups.uploadAll());
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      opened?.readReplicas.stop();
      opened?.storageWatch.stop();
      await opened?.lifecycle.close();
    },
  };
}

async function open(dependencies: RdsDependencies): Promise<RdsContext> {
  const { instance, store } = dependencies;
  await prepareDataDirectory(instance.directories);
  const releases = new PostgresReleases(instance.directories.data);
  const engines = new Engines(releases);
  const eventSubscriptions = new EventSubscriptions(store, instance, dependencies.log);
  const events = new EventLog(store.collection("rds.event"), (event) => eventSubscriptions.publish(event));
  const archiveScript = await installArchiveScript(instance.directories.data);
  const fleet = new Fleet({ ...dependencies, releases, events, archiveScript });
  const backups = new Backups(fleet);
  await backups.prepare();
  const parameterGroups = new ParameterGroups(store, engines.families);
  const used = new Set(fleet.records.list().map(({ engineVersion }) => engineVersion));
  await Promise.all([...used].map((version) => engines.install(version)));
  const lifecycle = new Lifecycle(fleet, backups, (record) =>
    valuesFor(record, parameterGroups.get(record.parameterGroupName)),
  );
  return {
    instance,
    engines,
    fleet,
    lifecycle,
    readReplicas: new ReadReplicas(fleet, lifecycle, dependencies.readReplicas),
    storageWatch: new StorageWatch(fleet, dependencies.storage),
    backups,
    parameterGroups,
    subnetGroups: store.collection("rds.subnet-group"),
    optionGroups: new OptionGroups(store, engines.versions),
    events,
    eventSubscriptions,
    defaultCertificate: new DefaultCertificate(store),
    caCertificatePem: dependencies.certificates.caCertificatePem,
    findSubnets: dependencies.findSubnets ?? ec2Subnets(instance),
  };
}

function resources(fleet: Fleet): ResourceStatus[] {
  return fleet.records.list().map((record) => ({
    type: "AWS::RDS::DBInstance",
    name: record.identifier,
    state: record.status,
    endpoint: `${fleet.endpointAddress(record.identifier)}:${record.port}`,
    pids: fleet.servers(record).context.members.flatMap(({ pid }) => pid ?? []),
  }));
}
